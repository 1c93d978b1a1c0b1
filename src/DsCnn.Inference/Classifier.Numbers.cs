namespace DsCnn;

/// <content>The steps of a prediction by themselves: numbers of an image, numbers of the network, names.</content>
public sealed partial class Classifier
{
    /// <summary>Makes the network's input of an image file: decoded, scaled, cut and normalized, for <see cref="Run"/>.</summary>
    /// <param name="image">PNG or JPEG; with DsCnn.Imaging also BMP, WebP or GIF.</param>
    /// <param name="input">C x H x W, which are written.</param>
    /// <exception cref="ArgumentException">There is not room for just one image.</exception>
    /// <exception cref="InvalidImageException">It is no image, or half of one; the message says why.</exception>
    /// <exception cref="DllNotFoundException">The application brings no native library of SkiaSharp.</exception>
    public void Decode(ReadOnlySpan<byte> image, Span<float> input)
    {
        RequireImage(input.Length, nameof(input));
        _images.Read(image, TheImage, input);
    }

    /// <summary>Makes the network's input of pixels that have its size and order already. Allocates nothing.</summary>
    /// <param name="pixels">C x H x W, one image.</param>
    /// <param name="input">As many numbers, C x H x W.</param>
    /// <exception cref="ArgumentException">There are more or fewer than an image has.</exception>
    public void Preprocess(ReadOnlySpan<byte> pixels, Span<float> input)
    {
        RequireImage(pixels.Length, nameof(pixels));
        RequireImage(input.Length, nameof(input));
        _images.Normalize(pixels, input);
    }

    /// <summary>Runs the network on numbers. Allocates nothing once as many calls of a size have run as run at once, and no cancellation is asked for.</summary>
    /// <remarks>Of more images than <see cref="ClassifierOptions.BatchSize"/>, that many are run at once.</remarks>
    /// <param name="input">N x C x H x W, preprocessed; any N. Networks that take H x W x C, half precision or bytes (0 to 1 becomes 0 to 255) get them so.</param>
    /// <param name="probabilities">N x classes, which are written.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="ArgumentException">The input is no whole number of images, or there is not room for just their probabilities.</exception>
    /// <exception cref="InvalidDataException">The network gives what is no number; the message says for which image, from 0.</exception>
    /// <exception cref="InvalidOperationException">The network cannot be run.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; some probabilities may have been written.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed of.</exception>
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

    /// <summary>Names what <see cref="Run"/> gives for one image.</summary>
    /// <param name="probabilities">One for each class.</param>
    /// <returns>The classes, the most probable first, at most <see cref="ClassifierOptions.TopK"/>.</returns>
    /// <exception cref="ArgumentException">There are more or fewer than classes.</exception>
    public IReadOnlyList<Prediction> Rank(ReadOnlySpan<float> probabilities) => probabilities.Length == Labels.Count
        ? Ranking.Of(probabilities, Labels, Thresholds, _options.TopK)
        : throw new ArgumentException($"The network has {Labels.Count} classes. Received: {probabilities.Length} probabilities.", nameof(probabilities));

    /// <summary>Runs the network on black images, so that the first real call finds memory and plans made.</summary>
    /// <param name="images">For how many images at once. Default 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive, or more than fit into one array.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed of.</exception>
    public void WarmUp(int images = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(images);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(images, Array.MaxLength / Math.Max(_images.Length, Labels.Count));
        float[] input = new float[images * _images.Length];
        float[] probabilities = new float[images * Labels.Count];
        // The first run finds out how much memory each step needs, the second is the first that has it planned.
        for (int i = 0; i < 2; i++)
            Run(input, probabilities);
    }

    private void RequireImage(int length, string name)
    {
        if (length != _images.Length)
            throw new ArgumentException($"An image of {Input.Shape} has {_images.Length} numbers. Received: {length}.", name);
    }
}
