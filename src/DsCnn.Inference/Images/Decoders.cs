namespace DsCnn.Inference;

/// <summary>Finds the decoder for image files.</summary>
internal static class Decoders
{
    /// <summary>That of the package DsCnn.Imaging where the application references it.</summary>
    /// <remarks>A constant name, which trimming and ahead-of-time compilation follow.</remarks>
    internal static ImageDecoder Find() =>
        Type.GetType("DsCnn.Imaging.SkiaImageDecoder, DsCnn.Imaging") is { } decoder
            ? (ImageDecoder)Activator.CreateInstance(decoder)!
            : throw new NotSupportedException("Image files are decoded by SkiaSharp: reference the package DsCnn.Imaging in the application, or give PredictPixels the pixels.");
}
