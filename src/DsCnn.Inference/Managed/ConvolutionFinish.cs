namespace DsCnn.Inference;

/// <summary>What happens to a convolution's sums, and to its inputs before.</summary>
internal sealed record ConvolutionFinish
{
    /// <summary>What numbers go through; bytes have a <see cref="Table"/>.</summary>
    internal Activation Activation { get; init; }

    internal float Beta { get; init; } = 1;

    /// <summary>How whole sums become bytes, or null where numbers are written.</summary>
    internal Requantization? Requantization { get; init; }

    /// <summary>What a whole sum is worth in each filter, where it becomes a float32.</summary>
    internal ConstantBlock? Scales { get; init; }

    /// <summary>What bytes go through: 256 entries.</summary>
    internal ConstantBlock? Table { get; init; }

    /// <summary>What is added.</summary>
    internal Map? Residual { get; init; }

    internal ByteAddition Addition { get; init; }

    /// <summary>By what the inputs are multiplied.</summary>
    internal GateFactors? Gate { get; init; }
}

/// <summary>The gate of an SE module: one factor for each channel.</summary>
internal sealed unsafe class GateFactors
{
    private const int Bits = 20;
    private const int LargestShift = 30;

    /// <summary>Bits that a difference of bytes can be moved up without leaving 16.</summary>
    private const int LargestLead = 6;

    private readonly int _zeroPoint;
    private readonly int _multiplier;
    private readonly int _shift;

    private GateFactors(Map map) => Map = map;

    private GateFactors(Map map, ActivationQuantization features, ActivationQuantization gate, ActivationQuantization scaled)
        : this(map)
    {
        double ratio = (double)features.Scale * gate.Scale / scaled.Scale;
        double largest = ratio * Math.Max(gate.ZeroPoint, byte.MaxValue - gate.ZeroPoint);
        int lead = Math.Clamp(Math.ILogB(Math.Max(largest, double.Epsilon)) + 1, 0, LargestLead);
        _zeroPoint = gate.ZeroPoint;
        (int[] multipliers, _shift) = Requantization.Divide([Math.ScaleB(ratio, 15 - lead)], Bits, LargestShift);
        _multiplier = multipliers[0];
        Bytes = new ByteGate(features.ZeroPoint, scaled.ZeroPoint, lead);
        IsBytes = true;
    }

    internal Map Map { get; }

    internal bool IsBytes { get; }

    internal ByteGate Bytes { get; }

    internal static GateFactors OfFloats(Map map) => new(map);

    internal static GateFactors OfBytes(Map map, ActivationQuantization features, ActivationQuantization gate, ActivationQuantization scaled) =>
        new(map, features, gate, scaled);

    /// <summary>Makes factors of 2^(lead - 15) of the gate's bytes: ((byte - zero point) * multiplier + 2^(shift - 1)) >> shift.</summary>
    internal void Prepare(byte* gate, short* factors, int count)
    {
        for (int i = 0; i < count; i++)
        {
            long factor = (((long)(gate[i] - _zeroPoint) * _multiplier) + (1L << (_shift - 1))) >> _shift;
            factors[i] = (short)Math.Clamp(factor, -short.MaxValue, short.MaxValue);
        }
    }
}
