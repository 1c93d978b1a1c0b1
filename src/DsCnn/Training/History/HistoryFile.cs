namespace DsCnn.Training;

/// <summary>Keeps a <c>history.csv</c> up to date while a network is trained: the file is rewritten after every epoch.</summary>
/// <remarks>A file that cannot be written ends the training with the exception that says why.</remarks>
public sealed class HistoryFile : IProgress<TrainingProgress>
{
    private readonly string _path;

    /// <summary>Begins a history, or goes on with that of an interrupted run.</summary>
    /// <param name="path">The file; it is written when the first epoch has ended.</param>
    /// <param name="before">What was trained before, such as <see cref="TrainingHistory.Read"/> gives. Default: nothing.</param>
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
