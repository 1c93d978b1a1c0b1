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

/// <summary>How a byte is added to a byte: zero point + ((a - its zero point) * its multiplier + (b - its zero point) * its multiplier + 2^(shift - 1)) >> shift, held within a byte.</summary>
internal readonly record struct ByteAddition(int MultiplierA, int ZeroPointA, int MultiplierB, int ZeroPointB, int Shift, int ZeroPoint)
{
    private const int Bits = 15;
    private const int LargestShift = 24;

    internal static ByteAddition Of(ActivationQuantization a, ActivationQuantization b, ActivationQuantization sum)
    {
        (int[] multipliers, int shift) = Requantization.Divide([(double)a.Scale / sum.Scale, (double)b.Scale / sum.Scale], Bits, LargestShift);
        return new(multipliers[0], a.ZeroPoint, multipliers[1], b.ZeroPoint, shift, sum.ZeroPoint);
    }

    internal byte Apply(byte a, byte b) => (byte)Math.Clamp(
        ((((a - ZeroPointA) * MultiplierA) + ((b - ZeroPointB) * MultiplierB) + (1 << (Shift - 1))) >> Shift) + ZeroPoint, 0, byte.MaxValue);
}
