namespace DsCnn;

/// <content>What a network makes of an image before it decides: vectors to compare and search with, and maps.</content>
public sealed partial class Classifier
{
    /// <summary>The shape of the features for one image: a vector, or a map C x H x W.</summary>
    /// <param name="layer">A layer, by its position in <see cref="ModelSpec.Layers"/>, or null for what the last fully connected layer reads.</param>
    /// <returns>The shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    /// <exception cref="NotSupportedException">It is an ONNX file, which gives its classes only.</exception>
    public TensorShape FeatureShape(int? layer = null) => _network.FeatureShape(layer);

    /// <summary>Gives the features of an image file: what the last fully connected layer reads, as one vector.</summary>
    /// <param name="path">The file.</param>
    /// <returns>As many numbers as <see cref="FeatureShape"/> has.</returns>
    /// <exception cref="InvalidImageException">It is no image, or half of one; the message says why.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which gives its classes only.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed of.</exception>
    public ReadOnlyMemory<float> Features(string path)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(path, numbers.Span);
        return FeaturesOf(numbers.Span);
    }

    /// <summary>Gives the features of the bytes of an image file.</summary>
    /// <param name="image">The file.</param>
    /// <returns>As many numbers as <see cref="FeatureShape"/> has.</returns>
    /// <exception cref="InvalidImageException">It is no image, or half of one; the message says why.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which gives its classes only.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed of.</exception>
    public ReadOnlyMemory<float> Features(ReadOnlySpan<byte> image)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(image, TheImage, numbers.Span);
        return FeaturesOf(numbers.Span);
    }

    /// <summary>Runs the network up to its features, or to a layer's output. Allocates nothing once it is warm.</summary>
    /// <param name="input">N x C x H x W, preprocessed; any N.</param>
    /// <param name="features">N x the numbers of <see cref="FeatureShape"/>, which are written; maps as C x H x W.</param>
    /// <param name="layer">A layer, by its position in <see cref="ModelSpec.Layers"/>, or null for what the last fully connected layer reads.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="ArgumentException">The input is no whole number of images, or there is not room for just their features.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which gives its classes only.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; some features may have been written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed of.</exception>
    public void RunFeatures(ReadOnlySpan<float> input, Span<float> features, int? layer = null, CancellationToken cancellationToken = default)
    {
        int images = RequireImages(input), length = checked((int)FeatureShape(layer).Elements);
        if (features.Length != (long)images * length)
        {
            throw new ArgumentException(
                $"{images} images have {(long)images * length} features, {length} each. Received: room for {features.Length}.", nameof(features));
        }

        _network.RunFeatures(layer, input, features, cancellationToken);
    }

    private float[] FeaturesOf(ReadOnlySpan<float> image)
    {
        float[] features = new float[FeatureShape().Elements];
        _network.RunFeatures(null, image, features, CancellationToken.None);
        return features;
    }

    /// <summary>How many images there are.</summary>
    /// <exception cref="ArgumentException">It is no whole number of images.</exception>
    private int RequireImages(ReadOnlySpan<float> input)
    {
        int length = _images.Length;
        return !input.IsEmpty && input.Length % length == 0
            ? input.Length / length
            : throw new ArgumentException($"Images of {Input.Shape} have {length} numbers each. Received: {input.Length} numbers.", nameof(input));
    }
}
