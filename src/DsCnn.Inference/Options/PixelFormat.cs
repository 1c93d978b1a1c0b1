namespace DsCnn.Inference;

/// <summary>How pixels lie in memory: row by row from the top, without gaps, a byte from 0 to 255 for each value.</summary>
public enum PixelFormat
{
    /// <summary>One byte of brightness.</summary>
    Gray8,

    /// <summary>Red, green, blue.</summary>
    Rgb24,

    /// <summary>Blue, green, red.</summary>
    Bgr24,

    /// <summary>Red, green, blue and opacity, not multiplied with each other. What is transparent is put on white.</summary>
    Rgba32,

    /// <summary>Blue, green, red and opacity, not multiplied with each other. What is transparent is put on white.</summary>
    Bgra32,
}
