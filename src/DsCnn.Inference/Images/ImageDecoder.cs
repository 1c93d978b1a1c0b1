namespace DsCnn.Inference;

/// <summary>Turns the bytes of an image file into pixels. Without one of your own, a classifier takes that of the package DsCnn.Imaging where it is referenced, and else the one of this package.</summary>
/// <remarks>Called by any number of threads at once. Files may come from anybody.</remarks>
public abstract class ImageDecoder
{
    /// <summary>Decodes an image, or the first frame of an animation.</summary>
    /// <param name="file">The bytes of the file: anything at all.</param>
    /// <param name="maxPixels">How many pixels it may have; to be compared with its header before memory is taken.</param>
    /// <returns>The pixels, upright: turned as the file's EXIF orientation says.</returns>
    /// <exception cref="InvalidDataException">It is no image that is decoded, only half of one, or too large; the message says why, without a name and a period: "the file is cut short".</exception>
    public abstract DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels);

    /// <summary>Makes sure that whatever the decoder needs is there, before a file is blamed.</summary>
    /// <exception cref="DllNotFoundException">A native library is missing.</exception>
    protected internal virtual void EnsureLoaded()
    {
    }
}
