namespace DsCnn.Inference;

/// <summary>A panel of filters, and the pixels to multiply it with.</summary>
internal unsafe struct ConvolutionWork
{
    /// <summary>The base address of the inputs.</summary>
    public byte* Inputs;

    /// <summary>For each pixel, the offset of its numbers in bytes.</summary>
    public int* InputOffsets;

    public int Pixels;

    /// <summary>The number of 32-bit words of a pixel's numbers.</summary>
    public int Places;

    public int* Panel;

    /// <summary>Whether the panel is two vectors wide.</summary>
    public bool IsWide;

    /// <summary>The data needed after the panel, to prefetch.</summary>
    public byte* Next;

    /// <summary>The number of bytes to prefetch per pixel.</summary>
    public nint NextPixel;

    /// <summary>The number of bytes to prefetch per word of a tile.</summary>
    public nint NextPlace;

    /// <summary>Memory for the sums of a tile.</summary>
    public int* Sums;

    /// <summary>The base address of the outputs: the panel's first channel.</summary>
    public byte* Outputs;

    public int* OutputOffsets;

    /// <summary>The number of channels to write for each pixel.</summary>
    public int Columns;

    /// <summary>The panel's biases: float32, or integers if the sums are integers.</summary>
    public int* Bias;

    /// <summary>For integer sums that become float32, the size of one step in each filter.</summary>
    public float* Scales;

    /// <summary>For integer sums that become bytes, the multiplier of each filter.</summary>
    public int* Multipliers;

    /// <summary>The values to add to the outputs, or null: the panel's first channel.</summary>
    public byte* Residual;

    public int* ResidualOffsets;
}
