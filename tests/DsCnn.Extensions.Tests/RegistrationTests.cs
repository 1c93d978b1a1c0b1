using DsCnn.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DsCnn.Tests;

public sealed class RegistrationTests : IDisposable
{
    private static readonly byte[] _image = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "images", "gray.png"));

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_line_adds_a_classifier_that_answers_as_the_file_does()
    {
        string path = Write("model.safetensors");
        await using ServiceProvider services = new ServiceCollection().AddDsCnnClassifier(path).BuildServiceProvider();

        IReadOnlyList<Prediction> answer = await services.GetRequiredService<ClassifierService>().PredictAsync(_image);

        using var classifier = Classifier.Load(path);
        answer.Should().Equal(classifier.Predict(_image));
    }

    [Fact]
    public async Task Several_have_names_as_keys_and_files_of_their_own()
    {
        string first = Write("first.safetensors", seed: 1), second = Write("second.safetensors", seed: 2);
        await using ServiceProvider services = new ServiceCollection()
            .AddDsCnnClassifier("first", first)
            .AddDsCnnClassifier("second", second, options => options.TopK = 1)
            .BuildServiceProvider();

        foreach ((string name, string path, int? top) in new[] { ("first", first, (int?)null), ("second", second, 1) })
        {
            ClassifierService service = services.GetRequiredKeyedService<ClassifierService>(name);
            using var classifier = Classifier.Load(path, new ClassifierOptions { TopK = top });
            service.Name.Should().Be(name);
            (await service.PredictAsync(_image)).Should().Equal(classifier.Predict(_image));
        }

        services.GetService<ClassifierService>().Should().BeNull();
    }

    [Fact]
    public async Task Options_come_from_configuration()
    {
        HostApplicationBuilder builder = Served.EmptyHost(
            ("Flowers:Model", Write("model.safetensors")), ("Flowers:TopK", "2"), ("Flowers:QueueLimit", "7"), ("Flowers:BatchWait", "00:00:00.005"), ("Flowers:ReloadOnChange", "false"));
        builder.Services.AddDsCnnClassifier(builder.Configuration.GetSection("Flowers"));
        builder.Services.Configure<DsCnnClassifierOptions>(options => options.Workers = 3);
        using IHost host = builder.Build();
        await host.StartAsync();

        (await host.Services.GetRequiredService<ClassifierService>().PredictAsync(_image)).Should().HaveCount(2);
        DsCnnClassifierOptions options = host.Services.GetRequiredService<IOptions<DsCnnClassifierOptions>>().Value;
        (options.QueueLimit, options.BatchWait, options.ReloadOnChange, options.Workers).Should().Be((7, TimeSpan.FromMilliseconds(5), false, 3));
    }

    [Fact]
    public async Task All_impossible_options_are_told_when_the_host_starts()
    {
        HostApplicationBuilder builder = Served.EmptyHost(("Workers", "0"), ("BatchSize", "-1"), ("TopK", "0"), ("BatchWait", "-00:00:01"), ("PollInterval", "0"), ("QueueLimit", "0"));
        builder.Services.AddDsCnnClassifier("flowers", builder.Configuration);
        using IHost host = builder.Build();

        (await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().SatisfyRespectively(
            failure => failure.Should().Be("DsCnn classifier \"flowers\": Model must be the path of a model file. Received: nothing."),
            failure => failure.Should().Be("DsCnn classifier \"flowers\": Workers must be positive. Received: 0."),
            failure => failure.Should().Be("DsCnn classifier \"flowers\": QueueLimit must be positive. Received: 0."),
            failure => failure.Should().StartWith("DsCnn classifier \"flowers\": BatchWait must be from 0 to "),
            failure => failure.Should().StartWith("DsCnn classifier \"flowers\": PollInterval must be above 0 and at most "),
            failure => failure.Should().Contain("TopK must be positive. Received: 0."),
            failure => failure.Should().Contain("BatchSize must be at least 1 and at most 65536. Received: -1."));
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_no_network_ends_the_host_at_its_start()
    {
        File.WriteAllText(_folder.File("text.safetensors"), "hello");
        foreach ((string name, Type refusal) in new[] { ("none.safetensors", typeof(FileNotFoundException)), ("text.safetensors", typeof(InvalidDataException)) })
        {
            HostApplicationBuilder builder = Served.EmptyHost();
            builder.Services.AddDsCnnClassifier(_folder.File(name));
            using IHost host = builder.Build();

            Exception thrown = (await host.Awaiting(h => h.StartAsync()).Should().ThrowAsync<Exception>()).Which;
            thrown.Should().BeOfType(refusal);
            thrown.Message.Should().Contain(name);
        }
    }

    [Fact]
    public async Task What_is_loaded_is_logged()
    {
        await using Served served = await Served.StartAsync();

        served.Messages.At(LogLevel.Information).Should().Contain($"Classifier \"\" serves {served.Path}: small, 3 classes.");
    }

    private string Write(string name, int seed = 1)
    {
        string path = _folder.File(name);
        Networks.WithRandomWeights(Networks.Small, seed).Write(path);
        return path;
    }
}
