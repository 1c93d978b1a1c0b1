namespace DsCnn.Inference;

/// <summary>Converts the bytes of an image file to pixels. By default, a classifier uses the decoder of the package DsCnn.Imaging if it is referenced, or else the one of this package.</summary>
/// <remarks>Must be thread-safe. Files may be untrusted.</remarks>
public abstract class ImageDecoder
{
    /// <summary>Decodes an image, or the first frame of an animation.</summary>
    /// <param name="file">The bytes of the file, which may contain anything.</param>
    /// <param name="maxPixels">The maximum number of pixels; check the header against it before allocating memory.</param>
    /// <returns>The pixels, upright: rotated according to the file's EXIF orientation.</returns>
    /// <exception cref="InvalidDataException">The image is of an unsupported format, incomplete, or too large; the message says why, without a name and a period: "the file is cut short".</exception>
    public abstract DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels);

    /// <summary>Checks that everything the decoder needs is present, before a file is blamed.</summary>
    /// <exception cref="DllNotFoundException">A native library is missing.</exception>
    protected internal virtual void EnsureLoaded()
    {
    }
}
