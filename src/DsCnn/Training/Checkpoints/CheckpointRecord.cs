namespace DsCnn.Training;

/// <summary>The record in a checkpoint's metadata.</summary>
internal sealed record CheckpointRecord
{
    internal const int CurrentVersion = 1;

    public required int Version { get; init; }

    /// <summary>The properties that the run must share with one that resumes it, by name.</summary>
    public required Dictionary<string, string> Fingerprint { get; init; }

    /// <summary>The finished epochs.</summary>
    public required List<EpochResult> History { get; init; }

    /// <summary>The finished part of the current epoch.</summary>
    public required EpochSums Current { get; init; }

    /// <summary>The number of weight updates so far, from which the random numbers of the next one derive.</summary>
    public required long Updates { get; init; }

    /// <summary>Whether the file contains the best epoch's weights.</summary>
    public required bool HasBest { get; init; }

    /// <summary>Why the run ended, or null if it did not.</summary>
    public required StopReason? Stopped { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Whether its numbers are plausible for a run.</summary>
    internal bool Fits(int epochs, int stepsPerEpoch) =>
        Current is { Step: >= 0, Images: >= 0 }
        && Current.Step <= stepsPerEpoch
        && History.Count <= epochs
        && (Stopped is not null || History.Count < epochs)
        && Updates == ((long)History.Count * stepsPerEpoch) + Current.Step
        && History.Index().All(epoch => epoch.Item is not null && epoch.Item.Epoch == epoch.Index + 1);
}
