namespace DsCnn.Drawing;

/// <summary>The meaning of a filled shape, which determines its color.</summary>
internal enum Tone
{
    Paper,
    Data,
    Block,
    Convolution,
    Depthwise,
    Normalization,
    Nonlinearity,
    Pool,
    Dense,
    Junction,
    Right,
    Wrong,
}
