namespace DsCnn.Inference;

/// <summary>What is applied to a convolution's sums, and to its inputs before.</summary>
internal sealed record ConvolutionFinish
{
    /// <summary>The activation of floats; bytes use a <see cref="Table"/>.</summary>
    internal Activation Activation { get; init; }

    internal float Beta { get; init; } = 1;

    /// <summary>How integer sums become bytes, or null if floats are written.</summary>
    internal Requantization? Requantization { get; init; }

    /// <summary>The size of one step of an integer sum in each filter, if it becomes a float32.</summary>
    internal ConstantBlock? Scales { get; init; }

    /// <summary>The table for bytes, with 256 entries.</summary>
    internal ConstantBlock? Table { get; init; }

    /// <summary>The map to add.</summary>
    internal Map? Residual { get; init; }

    internal ByteAddition Addition { get; init; }

    /// <summary>The factors for the inputs.</summary>
    internal GateFactors? Gate { get; init; }
}

/// <summary>The gate of an SE module: one factor per channel.</summary>
/// <param name="map">The map with its floats or bytes.</param>
/// <param name="bytes">How bytes become factors, or null for floats.</param>
internal sealed unsafe class GateFactors(Map map, ScaleFactors? bytes)
{
    internal Map Map => map;

    internal bool IsBytes => bytes is not null;

    internal ByteGate Bytes { get; } = bytes is { } factors ? new ByteGate(factors.FeaturesZeroPoint, factors.ZeroPoint, factors.Lead) : default;

    /// <summary>Computes factors from the gate's bytes.</summary>
    internal void Prepare(byte* gate, short* factors, int count)
    {
        ScaleFactors known = bytes!.Value;
        for (int i = 0; i < count; i++)
            factors[i] = known.FactorOf(gate[i]);
    }
}
