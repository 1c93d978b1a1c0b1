namespace DsCnn;

/// <content>Features of images: vectors for comparison and search, and maps.</content>
public sealed partial class Classifier
{
    /// <summary>Returns the shape of the features for one image: a vector, or a map C x H x W.</summary>
    /// <param name="layer">A layer, by its position in <see cref="ModelSpec.Layers"/>, or null for the input of the last fully connected layer.</param>
    /// <returns>The shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which outputs only its classes.</exception>
    public TensorShape FeatureShape(int? layer = null) => _network.FeatureShape(layer);

    /// <summary>Returns the features of an image file: the input of the last fully connected layer, as one vector.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The features, in the number that <see cref="FeatureShape"/> returns.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which outputs only its classes.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public ReadOnlyMemory<float> Features(string path)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(path, numbers.Span);
        return FeaturesOf(numbers.Span);
    }

    /// <summary>Returns the features of the bytes of an image file.</summary>
    /// <param name="image">The file.</param>
    /// <returns>The features, in the number that <see cref="FeatureShape"/> returns.</returns>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which outputs only its classes.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public ReadOnlyMemory<float> Features(ReadOnlySpan<byte> image)
    {
        using var numbers = new RentedNumbers(_images.Length);
        _images.Read(image, TheImage, numbers.Span);
        return FeaturesOf(numbers.Span);
    }

    /// <summary>Runs the network up to its features, or to a layer's output. Allocates nothing after warm-up.</summary>
    /// <param name="input">N x C x H x W, preprocessed; any N.</param>
    /// <param name="features">Receives N x the numbers of <see cref="FeatureShape"/>; maps as C x H x W.</param>
    /// <param name="layer">A layer, by its position in <see cref="ModelSpec.Layers"/>, or null for the input of the last fully connected layer.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">The input is not a whole number of images, or the length of <paramref name="features"/> does not match.</exception>
    /// <exception cref="NotSupportedException">The network is an ONNX file, which outputs only its classes.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled; some features may have been written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
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

    /// <summary>Returns the number of images.</summary>
    /// <exception cref="ArgumentException">It is not a whole number of images.</exception>
    private int RequireImages(ReadOnlySpan<float> input)
    {
        int length = _images.Length;
        return !input.IsEmpty && input.Length % length == 0
            ? input.Length / length
            : throw new ArgumentException($"Images of {Input.Shape} have {length} numbers each. Received: {input.Length} numbers.", nameof(input));
    }
}
