using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The files that a run writes to its folder, starting with its first step, so that a run that is refused changes nothing there.</summary>
/// <param name="folder">The folder, locked for this run.</param>
/// <param name="resumes">Whether it continues an existing run; otherwise, the existing run is deleted.</param>
/// <param name="writesTensorBoard">Whether it also writes events.</param>
/// <param name="commandLine">The command line of the run.</param>
internal sealed class RunFiles(RunFolder folder, bool resumes, bool writesTensorBoard, ParseResult commandLine) : ITrainingCallback, IProgress<TrainingProgress>, IDisposable
{
    private HistoryFile? _history;
    private TensorBoardLog? _events;

    /// <summary>Whether the files in the folder belong to this run.</summary>
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
    /// Saves the network after every epoch that is better than all before, or after each epoch if there is no measure of which is better, so that the network of a long
    /// run is available at any time.
    /// </summary>
    public void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        folder.Claim().RequireHeld();
        if (context.BestEpoch is null || context.BestEpoch == result.Epoch)
            context.Model.Save(folder.Model);
    }

    /// <summary>Saves the network of a stopped run if it was trained and no better one is saved already.</summary>
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

    /// <summary>Writes the results at the end.</summary>
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

    /// <summary>The run's own record of its epochs is authoritative; a table, which may be out of date or damaged, adds their speed.</summary>
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
