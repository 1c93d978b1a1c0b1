namespace DsCnn.Data;

/// <summary>One image file without a class.</summary>
internal sealed class SingleImage : IImageSource
{
    private readonly string _path;
    private readonly int _maxPixels;

    internal SingleImage(string path, InputSpec shape, int maxPixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Channels is not (1 or 3))
            throw new ArgumentException($"Image files have 1 or 3 channels. Received: {shape.Channels}.", nameof(shape));
        (_path, Shape, _maxPixels) = (path, shape, maxPixels);
        ImageLibrary.EnsureLoaded();
    }

    public int Count => 1;

    public InputSpec Shape { get; }

    public IReadOnlyList<string> ClassNames => [];

    public int GetLabel(int index) => throw new NotSupportedException($"{_path} has no label.");

    public string GetName(int index) => _path;

    public void CopyPixels(int index, Span<byte> pixels)
    {
        try
        {
            ImageFile.Decode(_path, Shape, _maxPixels, pixels);
        }
        catch (Exception failure) when (ImageFile.IsUnreadable(failure))
        {
            throw new UnreadableImagesException("The image cannot be read", [new UnreadableImage { Path = _path, Reason = failure.Message }], inner: failure);
        }
    }
}
