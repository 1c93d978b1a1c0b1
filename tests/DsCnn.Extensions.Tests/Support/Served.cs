using DsCnn.Extensions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DsCnn.Tests;

/// <summary>A host that has started with one classifier of <see cref="Networks.Small"/>, in a folder of its own.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private Served()
    {
    }

    internal static ModelFile Model { get; } = Networks.WithRandomWeights(Networks.Small) with { Labels = ["ant", "bee", "cat"] };

    internal GrayDecoder Decoder { get; } = new();

    internal Messages Messages { get; } = new();

    internal IHost Host { get; private set; } = null!;

    internal ClassifierService Service => Host.Services.GetRequiredService<ClassifierService>();

    internal string Path => _folder.File("model.safetensors");

    internal static Task<Served> StartAsync(Action<DsCnnClassifierOptions>? configure = null, Action<IServiceCollection>? add = null) => StartAsync(Model, configure, add);

    internal static async Task<Served> StartAsync(ModelFile model, Action<DsCnnClassifierOptions>? configure = null, Action<IServiceCollection>? add = null)
    {
        var served = new Served();
        model.Write(served.Path);
        HostApplicationBuilder builder = EmptyHost();
        builder.Logging.AddProvider(served.Messages);
        builder.Services.AddDsCnnClassifier(served.Path, options =>
        {
            options.Customize(classifier => classifier with { Decoder = served.Decoder });
            configure?.Invoke(options);
        });
        add?.Invoke(builder.Services);
        served.Host = builder.Build();
        await served.Host.StartAsync();
        return served;
    }

    /// <summary>Without configuration from files and the environment, which belong to whoever runs the tests.</summary>
    internal static HostApplicationBuilder EmptyHost(params (string Key, string Value)[] configuration)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        return builder;
    }

    /// <summary>What the network in the file says of an image, asked without a service.</summary>
    internal float[] Expected(byte brightness) => Expected(Path, brightness);

    internal static float[] Expected(string path, byte brightness)
    {
        using var decoder = new GrayDecoder();
        using var classifier = Classifier.Load(path, new ClassifierOptions { Decoder = decoder });
        return [.. classifier.Predict([brightness]).OrderBy(p => p.Index).Select(p => p.Probability)];
    }

    public async ValueTask DisposeAsync()
    {
        Decoder.Open();
        await Host.StopAsync();
        await ((IAsyncDisposable)Host).DisposeAsync();
        Decoder.Dispose();
        _folder.Dispose();
    }
}
