namespace DsCnn.Inference;

/// <summary>Finds the decoder for image files.</summary>
internal static class Decoders
{
    /// <summary>The decoder of the package DsCnn.Imaging if the application references it, which is faster and reads more formats, or else the one of this package.</summary>
    /// <remarks>The name is a constant, which trimming and ahead-of-time compilation recognize.</remarks>
    internal static ImageDecoder Find() =>
        Type.GetType("DsCnn.Imaging.SkiaImageDecoder, DsCnn.Imaging") is { } decoder
            ? (ImageDecoder)Activator.CreateInstance(decoder)!
            : new ManagedImageDecoder();
}
