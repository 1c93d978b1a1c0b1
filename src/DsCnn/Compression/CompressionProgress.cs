namespace DsCnn.Compression;

/// <summary>Where a compression stands.</summary>
public sealed record CompressionProgress
{
    /// <summary>The current step, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>How many are planned.</summary>
    public required int Steps { get; init; }

    /// <summary>What the step does.</summary>
    public required string Goal { get; init; }

    /// <summary>Where its fine-tuning stands, or null before that.</summary>
    public TrainingProgress? Tuning { get; init; }

    /// <summary>Where its quantization stands, or null where it is none.</summary>
    public QuantizationProgress? Quantization { get; init; }
}
