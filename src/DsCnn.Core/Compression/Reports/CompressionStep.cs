using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>What one step of a compression did.</summary>
public sealed class CompressionStep
{
    /// <summary>The method of the step.</summary>
    public required CompressionMethod Method { get; init; }

    /// <summary>The goal of the step, such as <c>at most 42,000 parameters</c>.</summary>
    public required string Goal { get; init; }

    /// <summary>What was changed, one line per layer or group.</summary>
    public required ImmutableArray<string> Done { get; init; }

    /// <summary>What was left as it was, and why.</summary>
    public required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network before the step.</summary>
    public required CompressionFigures Before { get; init; }

    /// <summary>The network after the step, including fine-tuning.</summary>
    public required CompressionFigures After { get; init; }

    /// <summary>The accuracy on the validation images before fine-tuning, or null without validation images.</summary>
    public double? AccuracyBeforeTuning { get; init; }

    /// <summary>The number of epochs of fine-tuning.</summary>
    public required int TuningEpochs { get; init; }

    /// <summary>The duration in seconds.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What a compression left as it was, and why.</summary>
public sealed class SkippedLayer
{
    /// <summary>The name of the skipped item, such as <c>layers.2 hidden</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The reason.</summary>
    public required string Reason { get; init; }
}
