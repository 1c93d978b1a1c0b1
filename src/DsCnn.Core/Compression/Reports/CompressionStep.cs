using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>What one step of a compression did.</summary>
public sealed class CompressionStep
{
    /// <summary>By which method.</summary>
    public required CompressionMethod Method { get; init; }

    /// <summary>What it aimed at, such as <c>at most 42,000 parameters</c>.</summary>
    public required string Goal { get; init; }

    /// <summary>What was changed, a line for each layer or group.</summary>
    public required ImmutableArray<string> Done { get; init; }

    /// <summary>What was left as it was, and why.</summary>
    public required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network before.</summary>
    public required CompressionFigures Before { get; init; }

    /// <summary>The network after, fine-tuning included.</summary>
    public required CompressionFigures After { get; init; }

    /// <summary>The accuracy on the validation images before fine-tuning, or null where there are none.</summary>
    public double? AccuracyBeforeTuning { get; init; }

    /// <summary>How many epochs of fine-tuning there were.</summary>
    public required int TuningEpochs { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What a compression left as it was, and why.</summary>
public sealed class SkippedLayer
{
    /// <summary>What was skipped, such as <c>layers.2 hidden</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}
