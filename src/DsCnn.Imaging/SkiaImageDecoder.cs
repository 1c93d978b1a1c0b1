namespace DsCnn.Imaging;

/// <summary>Decodes PNG, JPEG, BMP, WebP and GIF files with SkiaSharp, to the same pixels as in training. <see cref="Classifier"/> finds it by its name.</summary>
/// <remarks>Needs SkiaSharp's native library, which applications on Linux reference as SkiaSharp.NativeAssets.Linux.NoDependencies.</remarks>
public sealed class SkiaImageDecoder : ImageDecoder
{
    /// <inheritdoc/>
    public override DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels) => new(ImageFile.Decode(file, maxPixels));

    /// <inheritdoc/>
    protected internal override void EnsureLoaded() => ImageLibrary.EnsureLoaded();
}
