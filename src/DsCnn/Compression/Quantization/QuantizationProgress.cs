namespace DsCnn.Quantization;

/// <summary>Where a quantization stands, reported after every step.</summary>
public sealed record QuantizationProgress
{
    /// <summary>What it is doing.</summary>
    public required QuantizationStage Stage { get; init; }

    /// <summary>Which pass over the images this is, from 1.</summary>
    public required int Pass { get; init; }

    /// <summary>Images seen in this pass.</summary>
    public required int Images { get; init; }

    /// <summary>How many there are.</summary>
    public required int Total { get; init; }
}
