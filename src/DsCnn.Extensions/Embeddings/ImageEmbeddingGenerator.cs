using Microsoft.Extensions.AI;

namespace DsCnn.Extensions;

/// <summary>Features of images as embeddings, for vector stores and other users of Microsoft.Extensions.AI.</summary>
internal sealed class ImageEmbeddingGenerator(ClassifierService classifier) : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private const string Provider = "dscnn";

    /// <summary>The vectors of images, in order; if the queue is full, they wait.</summary>
    /// <exception cref="InvalidImageException">An image is invalid; the message says why.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, or a different number of dimensions is requested.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        EmbeddingGeneratorMetadata metadata = Metadata();
        if (options?.Dimensions is { } dimensions && dimensions != metadata.DefaultModelDimensions)
            throw new NotSupportedException($"The network's features have {metadata.DefaultModelDimensions} dimensions. Received: {dimensions}.");

        Task<ReadOnlyMemory<float>>[] vectors = [.. values.Select(value => classifier.FeaturesAsync(value.Data, waitsForRoom: true, cancellationToken))];
        var embeddings = new GeneratedEmbeddings<Embedding<float>>(vectors.Length);
        foreach (ReadOnlyMemory<float> vector in await Task.WhenAll(vectors).ConfigureAwait(false))
            embeddings.Add(new Embedding<float>(vector) { ModelId = metadata.DefaultModelId });
        return embeddings;
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(EmbeddingGeneratorMetadata))
            return Metadata();
        return serviceType.IsInstanceOfType(this) ? this : serviceType.IsInstanceOfType(classifier) ? classifier : null;
    }

    /// <summary>The classifier belongs to the container.</summary>
    public void Dispose()
    {
    }

    /// <summary>The metadata of the network that is currently served.</summary>
    private EmbeddingGeneratorMetadata Metadata()
    {
        using ClassifierLease lease = classifier.Rent();
        return new EmbeddingGeneratorMetadata(Provider, null, lease.Classifier.Spec?.Name, lease.Classifier.FeatureShape().Elements);
    }
}
