namespace DsCnn;

/// <content>The separate steps of a prediction: from image to input, from input to probabilities, and from probabilities to names.</content>
public sealed partial class Classifier
{
    /// <summary>Converts an image file to the network's input, for <see cref="Run"/>: decoded, scaled, cropped and normalized.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="input">Receives C x H x W numbers.</param>
    /// <exception cref="ArgumentException">The length does not match one image.</exception>
    /// <exception cref="InvalidImageException">It is not an image, or is incomplete; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public void Decode(ReadOnlySpan<byte> image, Span<float> input)
    {
        RequireImage(input.Length, nameof(input));
        _images.Read(image, TheImage, input);
    }

    /// <summary>Converts pixels that already have the network's size and order to the network's input. Allocates nothing.</summary>
    /// <param name="pixels">C x H x W, one image.</param>
    /// <param name="input">Receives the same number of elements, C x H x W.</param>
    /// <exception cref="ArgumentException">A length does not match one image.</exception>
    public void Preprocess(ReadOnlySpan<byte> pixels, Span<float> input)
    {
        RequireImage(pixels.Length, nameof(pixels));
        RequireImage(input.Length, nameof(input));
        _images.Normalize(pixels, input);
    }

    /// <summary>Runs the network on numbers. Allocates nothing after warm-up with the same number of concurrent calls and the same number of images, unless cancellation is possible.</summary>
    /// <remarks>If there are more images than <see cref="ClassifierOptions.BatchSize"/>, they run in batches of that size.</remarks>
    /// <param name="input">N x C x H x W, preprocessed; any N. They are converted for networks that take H x W x C, half precision or bytes (0 to 1 becomes 0 to 255).</param>
    /// <param name="probabilities">Receives N x classes.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="ArgumentException">The input is not a whole number of images, or the length of <paramref name="probabilities"/> does not match.</exception>
    /// <exception cref="InvalidDataException">The network's output is NaN; the message says for which image, from 0.</exception>
    /// <exception cref="InvalidOperationException">The network cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled; some probabilities may have been written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> probabilities, CancellationToken cancellationToken = default)
    {
        int images = RequireImages(input);
        if (probabilities.Length != (long)images * Labels.Count)
        {
            throw new ArgumentException(
                $"{images} images have {(long)images * Labels.Count} probabilities, {Labels.Count} each. Received: room for {probabilities.Length}.",
                nameof(probabilities));
        }

        try
        {
            _network.Run(input, probabilities, cancellationToken);
        }
        catch (NoNumbersException failure)
        {
            throw failure.For($"image {failure.Image}");
        }
    }

    /// <summary>Adds names to the results of <see cref="Run"/> for one image.</summary>
    /// <param name="probabilities">One for each class.</param>
    /// <returns>The classes, the most probable first, at most <see cref="ClassifierOptions.TopK"/>.</returns>
    /// <exception cref="ArgumentException">The number of probabilities differs from the number of classes.</exception>
    public IReadOnlyList<Prediction> Rank(ReadOnlySpan<float> probabilities) => probabilities.Length == Labels.Count
        ? Ranking.Of(probabilities, Labels, Thresholds, _options.TopK)
        : throw new ArgumentException($"The network has {Labels.Count} classes. Received: {probabilities.Length} probabilities.", nameof(probabilities));

    /// <summary>Runs the network on black images, so that memory and plans are ready for the first real call.</summary>
    /// <param name="images">The number of images at once. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive, or the images do not fit into one array.</exception>
    /// <exception cref="ObjectDisposedException">The classifier has been disposed.</exception>
    public void WarmUp(int images = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, Array.MaxLength / Math.Max(_images.Length, Labels.Count));
        float[] input = new float[images * _images.Length];
        float[] probabilities = new float[images * Labels.Count];
        // The first run finds out how much memory each step needs, the second is the first to use the plan.
        for (int i = 0; i < 2; i++)
            Run(input, probabilities);
    }

    private void RequireImage(int length, string name)
    {
        if (length != _images.Length)
            throw new ArgumentException($"An image of {Input.Shape} has {_images.Length} numbers. Received: {length}.", name);
    }
}
