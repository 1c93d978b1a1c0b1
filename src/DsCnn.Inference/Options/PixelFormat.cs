namespace DsCnn.Inference;

/// <summary>The format of pixels in memory: row by row from the top, without gaps, one byte from 0 to 255 per value.</summary>
public enum PixelFormat
{
    /// <summary>One byte of brightness.</summary>
    Gray8,

    /// <summary>Red, green, blue.</summary>
    Rgb24,

    /// <summary>Blue, green, red.</summary>
    Bgr24,

    /// <summary>Red, green, blue and opacity, not premultiplied. Transparent pixels are drawn on white.</summary>
    Rgba32,

    /// <summary>Blue, green, red and opacity, not premultiplied. Transparent pixels are drawn on white.</summary>
    Bgra32,
}
