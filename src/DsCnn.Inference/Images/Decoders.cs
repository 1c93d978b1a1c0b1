namespace DsCnn.Inference;

/// <summary>Finds the decoder for image files.</summary>
internal static class Decoders
{
    /// <summary>That of the package DsCnn.Imaging where the application references it, which is faster and reads more formats, and else the one of this package.</summary>
    /// <remarks>A constant name, which trimming and ahead-of-time compilation follow.</remarks>
    internal static ImageDecoder Find() =>
        Type.GetType("DsCnn.Imaging.SkiaImageDecoder, DsCnn.Imaging") is { } decoder
            ? (ImageDecoder)Activator.CreateInstance(decoder)!
            : new ManagedImageDecoder();
}
