namespace DsCnn;

/// <summary>Labelled images in memory.</summary>
public sealed class ImageSet : IImageSource
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly ReadOnlyMemory<byte> _labels;
    private readonly int _imageBytes;

    /// <summary>Wraps images that are in memory; nothing is copied.</summary>
    /// <param name="shape">The size of every image, C x H x W.</param>
    /// <param name="pixels">All pixels, N x C x H x W, 0 to 255.</param>
    /// <param name="labels">A class per image.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <exception cref="ArgumentException">There are not C * H * W pixels for every label, or a label is no class.</exception>
    public ImageSet(InputSpec shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(classNames);
        if (pixels.Length != shape.Shape.Elements * labels.Length)
        {
            throw new ArgumentException(
                $"{labels.Length} images of {shape.Shape} have {shape.Shape.Elements * labels.Length} pixels. Received: {pixels.Length}.",
                nameof(pixels));
        }

        int wrong = labels.Span.IndexOfAnyExceptInRange((byte)0, (byte)Math.Clamp(classNames.Count - 1, 0, byte.MaxValue));
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Image {wrong} must have a label below the number of classes, {classNames.Count}. Received: {labels.Span[wrong]}.", nameof(labels));
        }

        Shape = shape;
        ClassNames = classNames;
        _pixels = pixels;
        _labels = labels;
        _imageBytes = (int)shape.Shape.Elements;
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public InputSpec Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public int GetLabel(int index) => _labels.Span[index];

    /// <inheritdoc/>
    public void CopyPixels(int index, Span<byte> pixels) =>
        _pixels.Span.Slice(index * _imageBytes, _imageBytes).CopyTo(pixels);
}
