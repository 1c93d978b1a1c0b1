namespace DsCnn.Compression;

/// <summary>The progress of a compression.</summary>
public sealed class CompressionProgress
{
    internal CompressionProgress()
    {
    }

    /// <summary>The current step, from 1.</summary>
    public int Step { get; internal init; }

    /// <summary>The number of planned steps.</summary>
    public int Steps { get; internal init; }

    /// <summary>The goal of the step.</summary>
    public string Goal { get; internal init; } = "";

    /// <summary>The progress of its fine-tuning, or null before fine-tuning.</summary>
    public TrainingProgress? Tuning { get; internal init; }

    /// <summary>The progress of its quantization, or null for other steps.</summary>
    public QuantizationProgress? Quantization { get; internal init; }
}
