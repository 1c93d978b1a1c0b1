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
/// <param name="map">Where its numbers or bytes lie.</param>
/// <param name="bytes">What is made of bytes, or null where they are numbers.</param>
internal sealed unsafe class GateFactors(Map map, ScaleFactors? bytes)
{
    internal Map Map => map;

    internal bool IsBytes => bytes is not null;

    internal ByteGate Bytes { get; } = bytes is { } factors ? new ByteGate(factors.FeaturesZeroPoint, factors.ZeroPoint, factors.Lead) : default;

    /// <summary>Makes factors of the gate's bytes.</summary>
    internal void Prepare(byte* gate, short* factors, int count)
    {
        ScaleFactors known = bytes!.Value;
        for (int i = 0; i < count; i++)
            factors[i] = known.FactorOf(gate[i]);
    }
}
