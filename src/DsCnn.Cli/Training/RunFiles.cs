using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>What a run leaves in its folder: written from its first step on, so that a run that is refused changes nothing there.</summary>
/// <param name="folder">Claimed for this run.</param>
/// <param name="resumes">Whether it goes on with a run that may be there; else that one is deleted.</param>
/// <param name="writesTensorBoard">Whether events are written too.</param>
/// <param name="commandLine">What asked for it.</param>
internal sealed class RunFiles(RunFolder folder, bool resumes, bool writesTensorBoard, ParseResult commandLine) : ITrainingCallback, IProgress<TrainingProgress>, IDisposable
{
    private HistoryFile? _history;
    private TensorBoardLog? _events;

    /// <summary>Whether what lies in the folder is this run's.</summary>
    internal bool HasBegun => resumes || _history is not null;

    public void OnStart(TrainingContext context)
    {
        folder.DeleteLeftOvers();
        if (!resumes)
            folder.Clear();
        CommandFile.Write(folder.Settings, commandLine);
        _history = new HistoryFile(folder.HistoryTable, Complete(context.History, context.BestEpoch, ReadHistory()));
        if (_history.History.Rows.Length > 0)
            _history.History.Save(folder.HistoryTable);
        if (writesTensorBoard)
            _events = new TensorBoardLog(folder.TensorBoard);
    }

    /// <summary>
    /// Saves the network after every epoch that is better than all before, or after each where nothing tells which is better, so that a long run's network is at hand at any time.
    /// </summary>
    public void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        folder.Claim().RequireHeld();
        if (context.BestEpoch is null || context.BestEpoch == result.Epoch)
            context.Model.Save(folder.Model);
    }

    /// <summary>Saves the network that a stopped run leaves, where it was trained and no better one lies there.</summary>
    internal void Stop(DsCnnModel model)
    {
        if (File.Exists(folder.Checkpoint) && _history?.History.Best is null)
            model.Save(folder.Model);
    }

    public void Report(TrainingProgress value)
    {
        _history!.Report(value);
        _events?.Report(value);
    }

    /// <summary>Writes what there is at the end.</summary>
    internal void Finish(DsCnnModel model, TrainingReport report)
    {
        folder.Claim().RequireHeld();
        model.Save(folder.Model);
        TrainingHistory complete = Complete(report.Epochs, report.BestEpoch, _history!.History);
        complete.Save(folder.HistoryTable);
        complete.SaveCurves(folder.Curves);
        complete.SaveCurves(folder.CurvesPicture);
    }

    public void Dispose() => _events?.Dispose();

    /// <summary>What the run itself knows of its epochs counts; a table adds how fast they were. It may be of an older state, or damaged.</summary>
    private static TrainingHistory Complete(IEnumerable<EpochResult> epochs, int? best, TrainingHistory? table) => new(epochs.Select(
        epoch => HistoryRow.From(epoch, table?.Rows.FirstOrDefault(known => known.Epoch == epoch.Epoch)?.ImagesPerSecond)))
    {
        BestEpoch = best,
    };

    private TrainingHistory? ReadHistory()
    {
        try
        {
            return resumes && new FileInfo(folder.HistoryTable) is { Exists: true, Length: > 0 } ? TrainingHistory.Read(folder.HistoryTable) : null;
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
