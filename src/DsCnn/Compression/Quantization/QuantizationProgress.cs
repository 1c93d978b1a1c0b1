namespace DsCnn.Quantization;

/// <summary>Where a quantization stands, reported after every step.</summary>
public sealed class QuantizationProgress
{
    internal QuantizationProgress()
    {
    }

    /// <summary>What it is doing.</summary>
    public QuantizationStage Stage { get; internal init; }

    /// <summary>Which pass over the images this is, from 1.</summary>
    public int Pass { get; internal init; }

    /// <summary>Images seen in this pass.</summary>
    public int Images { get; internal init; }

    /// <summary>How many there are.</summary>
    public int Total { get; internal init; }
}
