namespace DsCnn.Drawing;

/// <summary>What a filled shape stands for, which gives it its color.</summary>
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
