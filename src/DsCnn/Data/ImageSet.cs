namespace DsCnn.Data;

/// <summary>Labeled images in memory.</summary>
/// <example><code>
/// byte[] pixels = new byte[100 * 3 * 32 * 32];      // N x C x H x W
/// int[] labels = new int[100];
/// var images = new ImageSet(new InputSpec(channels: 3, height: 32, width: 32), pixels, labels, ["cat", "dog"]);
/// </code></example>
public sealed class ImageSet : IImageSource
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int[] _labels;
    private readonly int _imageBytes;

    /// <summary>Wraps pixels in memory, without copying them.</summary>
    /// <param name="shape">The size of every image, C x H x W.</param>
    /// <param name="pixels">All pixels, N x C x H x W, 0 to 255.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classNames">The names of the classes, all different.</param>
    /// <exception cref="ArgumentException">There are not C * H * W pixels for every label, a label is not a class, or two classes have the same name.</exception>
    public ImageSet(InputSpec shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, IReadOnlyList<string> classNames)
        : this(shape, pixels, Widen(labels.Span), classNames)
    {
    }

    /// <summary>Wraps pixels in memory, without copying them. For more than 256 classes, or if the labels are integers already.</summary>
    /// <param name="shape">The size of every image, C x H x W.</param>
    /// <param name="pixels">All pixels, N x C x H x W, 0 to 255.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classNames">The names of the classes, all different.</param>
    /// <exception cref="ArgumentException">There are not C * H * W pixels for every label, a label is not a class, or two classes have the same name.</exception>
    public ImageSet(InputSpec shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
        : this(shape, pixels, labels.ToArray(), classNames)
    {
    }

    private ImageSet(InputSpec shape, ReadOnlyMemory<byte> pixels, int[] labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(classNames);
        if (pixels.Length != shape.Shape.LongElements * labels.Length)
        {
            throw new ArgumentException(
                $"{Quantity.Of(labels.Length, "image")} of {shape.Shape} {(labels.Length == 1 ? "has" : "have")} {shape.Shape.LongElements * labels.Length} pixels. Received: {pixels.Length}.",
                nameof(pixels));
        }

        int wrong = Array.FindIndex(labels, label => label < 0 || label >= classNames.Count);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Image {wrong} must have a label below the number of classes, {classNames.Count}. Received: {labels[wrong]}.", nameof(labels));
        }

        Shape = shape;
        ClassNames = ClassLabels.Different(classNames, nameof(classNames));
        _pixels = pixels;
        _labels = labels;
        _imageBytes = shape.Shape.Elements;
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public InputSpec Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Copies pixels with interleaved channels, as returned by image libraries (RGBRGB...), and separates the channels.</summary>
    /// <param name="shape">The size of every image, C x H x W.</param>
    /// <param name="pixels">All pixels, N x H x W x C, 0 to 255.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <returns>The images, with their own copy of the pixels.</returns>
    /// <exception cref="ArgumentException">There are not C * H * W pixels for every label, or a label is not a class.</exception>
    public static ImageSet FromInterleaved(InputSpec shape, ReadOnlySpan<byte> pixels, ReadOnlyMemory<int> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(shape);
        byte[] sorted = new byte[pixels.Length];
        int positions = shape.Height * shape.Width;
        for (int i = 0; i < pixels.Length; i++)
        {
            (int position, int channel) = Math.DivRem(i, shape.Channels);
            (int image, int inImage) = Math.DivRem(position, positions);
            int to = (((image * shape.Channels) + channel) * positions) + inImage;
            // Pixels beyond the last whole image are skipped; the constructor rejects their number.
            if (to < sorted.Length)
                sorted[to] = pixels[i];
        }

        return new ImageSet(shape, sorted, labels, classNames);
    }

    /// <inheritdoc/>
    public int GetLabel(int index) => _labels[index];

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> pixels) =>
        _pixels.Span.Slice(index * _imageBytes, _imageBytes).CopyTo(pixels);

    private static int[] Widen(ReadOnlySpan<byte> labels)
    {
        int[] wide = new int[labels.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = labels[i];
        return wide;
    }
}
