namespace DsCnn;

/// <summary>What a training run did.</summary>
public sealed record TrainingReport
{
    /// <summary>The result of every epoch, in order.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Images seen, repeats included.</summary>
    public required long Images { get; init; }

    /// <summary>How long it took, validation included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Images seen per second, validation time included.</summary>
    public double ImagesPerSecond => Images / Duration.TotalSeconds;
}
