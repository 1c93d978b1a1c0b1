namespace DsCnn.Training;

/// <summary>Keeps a <c>history.csv</c> up to date while a network is trained: the file is rewritten after every epoch.</summary>
/// <remarks>If the file cannot be written, training ends with an exception that says why.</remarks>
public sealed class HistoryFile : IProgress<TrainingProgress>
{
    private readonly string _path;

    /// <summary>Starts a history, or continues that of an interrupted run.</summary>
    /// <param name="path">The file; it is written at the end of the first epoch.</param>
    /// <param name="before">The history so far, for example from <see cref="TrainingHistory.Read"/>. Default: nothing.</param>
    public HistoryFile(string path, TrainingHistory? before = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        History = before ?? new TrainingHistory();
    }

    /// <summary>The epochs so far.</summary>
    public TrainingHistory History { get; private set; }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Finished is not { } epoch)
            return;
        History = History.With(HistoryRow.From(epoch, value.ImagesPerSecond), value.BestEpoch);
        History.Save(_path);
    }
}
