namespace DsCnn.Inference;

/// <summary>A panel of filters, and the pixels that it meets.</summary>
internal unsafe struct ConvolutionWork
{
    /// <summary>What the offsets of the inputs count from.</summary>
    public byte* Inputs;

    /// <summary>For each pixel, where its numbers begin, in bytes.</summary>
    public int* InputOffsets;

    public int Pixels;

    /// <summary>Places of a pixel's numbers, 32 bits each.</summary>
    public int Places;

    public int* Panel;

    /// <summary>Whether the panel is two vectors wide.</summary>
    public bool IsWide;

    /// <summary>What comes after the panel, fetched meanwhile.</summary>
    public byte* Next;

    /// <summary>How many bytes of it belong to each pixel.</summary>
    public nint NextPixel;

    /// <summary>How many bytes of it belong to each place of a tile.</summary>
    public nint NextPlace;

    /// <summary>Room for the sums of a tile.</summary>
    public int* Sums;

    /// <summary>What the offsets of the outputs count from: the panel's first channel.</summary>
    public byte* Outputs;

    public int* OutputOffsets;

    /// <summary>How many channels are written for each pixel.</summary>
    public int Columns;

    /// <summary>The panel's biases: float32, or whole numbers where the sums are.</summary>
    public int* Bias;

    /// <summary>For whole sums that become float32, what one is worth in each filter.</summary>
    public float* Scales;

    /// <summary>For whole sums that become bytes, each filter's multiplier.</summary>
    public int* Multipliers;

    /// <summary>What is added to the outputs, or null: the panel's first channel.</summary>
    public byte* Residual;

    public int* ResidualOffsets;
}
