namespace DsCnn;

/// <summary>What a training run did.</summary>
public sealed record TrainingReport
{
    /// <summary>The result of every epoch, in order.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Images seen, repeats included.</summary>
    public required long Images { get; init; }

    /// <summary>How long it took, validation included, and the time before a resumption.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The epoch with the best validation result, of equals the one with the better other result (loss or accuracy), or null where nothing was validated.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Why the run ended.</summary>
    public required StopReason Stopped { get; init; }

    /// <summary>In which numbers it was trained; what <see cref="TrainingPrecision.Automatic"/> came to.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Images seen per second, validation time included.</summary>
    public double ImagesPerSecond => Images / Duration.TotalSeconds;
}
