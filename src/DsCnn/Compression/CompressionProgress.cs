namespace DsCnn.Compression;

/// <summary>Where a compression stands.</summary>
public sealed class CompressionProgress
{
    internal CompressionProgress()
    {
    }

    /// <summary>The current step, from 1.</summary>
    public int Step { get; internal init; }

    /// <summary>How many are planned.</summary>
    public int Steps { get; internal init; }

    /// <summary>What the step does.</summary>
    public string Goal { get; internal init; } = "";

    /// <summary>Where its fine-tuning stands, or null before that.</summary>
    public TrainingProgress? Tuning { get; internal init; }

    /// <summary>Where its quantization stands, or null where it is none.</summary>
    public QuantizationProgress? Quantization { get; internal init; }
}
