using DsCnn.Extensions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace DsCnn.Tests;

public sealed class EmbeddingTests
{
    [Fact]
    public async Task Embeddings_are_the_features_of_the_images_in_their_order()
    {
        await using Served served = await Served.StartAsync(options => options.QueueLimit = 2, services => services.AddDsCnnEmbeddingGenerator());
        IEmbeddingGenerator<DataContent, Embedding<float>> generator = served.Host.Services.GetRequiredService<IEmbeddingGenerator<DataContent, Embedding<float>>>();
        DataContent[] images = [.. Enumerable.Range(0, 20).Select(i => new DataContent(new[] { (byte)i }, "image/x-gray"))];

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(images);

        using var classifier = Classifier.Load(served.Path, new ClassifierOptions { Decoder = served.Decoder });
        embeddings.Should().HaveCount(20).And.OnlyContain(embedding => embedding.ModelId == "small");
        for (byte i = 0; i < 20; i++)
            embeddings[i].Vector.ToArray().Should().Equal(classifier.Features([i]).ToArray());
        (await served.Service.FeaturesAsync(new byte[] { 7 })).ToArray().Should().Equal(classifier.Features([7]).ToArray());
    }

    [Fact]
    public async Task The_generator_says_what_it_is_and_refuses_what_it_is_not()
    {
        await using Served served = await Served.StartAsync(add: services => services.AddDsCnnEmbeddingGenerator());
        IEmbeddingGenerator<DataContent, Embedding<float>> generator = served.Host.Services.GetRequiredService<IEmbeddingGenerator<DataContent, Embedding<float>>>();

        EmbeddingGeneratorMetadata metadata = generator.GetService<EmbeddingGeneratorMetadata>()!;
        (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions).Should().Be(("dscnn", "small", 6));
        generator.GetService<ClassifierService>().Should().BeSameAs(served.Service);
        await generator.Awaiting(g => g.GenerateAsync([new DataContent(new byte[2], "image/x-gray")])).Should().ThrowExactlyAsync<InvalidImageException>();
        await generator.Awaiting(g => g.GenerateAsync([], new EmbeddingGenerationOptions { Dimensions = 128 })).Should()
            .ThrowExactlyAsync<NotSupportedException>().WithMessage("The network's features have 6 dimensions. Received: 128.");
    }

    [Fact]
    public async Task One_with_a_name_is_found_by_it()
    {
        using var folder = new TemporaryFolder();
        Served.Model.Write(folder.File("model.safetensors"));
        await using ServiceProvider services = new ServiceCollection().AddDsCnnClassifier("flowers", folder.File("model.safetensors")).AddDsCnnEmbeddingGenerator("flowers").BuildServiceProvider();

        services.GetRequiredKeyedService<IEmbeddingGenerator<DataContent, Embedding<float>>>("flowers").GetService<ClassifierService>()!.Name.Should().Be("flowers");
    }
}
