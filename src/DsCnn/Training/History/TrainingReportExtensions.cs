namespace DsCnn;

/// <summary>Saves the history of a training run and draws its curves.</summary>
public static class TrainingReportExtensions
{
    /// <summary>Writes the epochs as a CSV file, as <see cref="TrainingHistory.Save"/> does.</summary>
    /// <param name="report">The run.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void SaveHistory(this TrainingReport report, string path) => HistoryOf(report).Save(path);

    /// <summary>Draws the run's curves into a file, as <see cref="TrainingCurves.SaveCurves(TrainingHistory, string)"/> does.</summary>
    /// <param name="report">The run.</param>
    /// <param name="path">The file; its name ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <exception cref="ArgumentException">The name has a different extension.</exception>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void SaveCurves(this TrainingReport report, string path) => HistoryOf(report).SaveCurves(path);

    private static TrainingHistory HistoryOf(TrainingReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return TrainingHistory.From(report.Epochs, report.BestEpoch);
    }
}
