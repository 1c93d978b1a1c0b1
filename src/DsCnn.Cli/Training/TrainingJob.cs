using DsCnn.Display;
using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>One training run with all that is written about it.</summary>
internal sealed class TrainingJob
{
    internal required DsCnnModel Model { get; init; }

    internal required TrainingData Data { get; init; }

    /// <summary>The images for the final figure, or null where there are none.</summary>
    internal required IImageSource? Test { get; init; }

    internal required TrainerOptions Options { get; init; }

    internal required RunFolder Folder { get; init; }

    internal required bool WritesTensorBoard { get; init; }

    /// <summary>Whether the standard output is kept for the result.</summary>
    internal required bool IsQuiet { get; init; }

    /// <exception cref="StoppedException">It was stopped; what there is so far is saved.</exception>
    internal async Task<TrainingOutcome> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var history = new HistoryFile(Folder.HistoryTable, BeginHistory());
            using TensorBoardLog? tensorBoard = WritesTensorBoard ? new TensorBoardLog(Folder.TensorBoard) : null;
            TrainingReport report = await TrainAsync(history, tensorBoard, cancellationToken);
            Model.Save(Folder.Model);
            SaveHistory(report, history.History);

            // The only time that the test images are looked at.
            (IImageSource images, string split) = Test is not null ? (Test, "test") : Data.Validation is { } own ? (own, "validation") : (Data.Train, "training");
            EvaluationResult result = Model.Evaluate(images, cancellationToken: cancellationToken);
            return new TrainingOutcome(report, result, split, Folder);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException(
                File.Exists(Folder.Checkpoint)
                    ? $"stopped. The run so far is in {Folder.Path}; the same command with --resume goes on with it."
                    : "stopped before the first step; nothing was saved. The same command begins again.",
                stopped);
        }
    }

    private TrainingHistory? BeginHistory()
    {
        if (Options.Checkpoint!.Resume)
            return Folder.ReadHistory();
        Folder.Clear();
        return null;
    }

    private async Task<TrainingReport> TrainAsync(HistoryFile history, TensorBoardLog? tensorBoard, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(Model, Options with { Callbacks = [new BestModelFile(Folder.Model)] });
        try
        {
            // A result for programs leaves the error output for those who watch.
            IAnsiConsole console = IsQuiet ? ToolConsole.Error : ToolConsole.Output;
            return IsQuiet && !console.Profile.Out.IsTerminal
                ? await FitAsync(display: null)
                : await TrainingDisplay.RunAsync(console, Model.Spec, Data, FitAsync);
        }
        catch (InvalidOperationException otherRun) when (Options.Checkpoint!.Resume)
        {
            throw new InvalidDataException(otherRun.Message, otherRun);
        }

        Task<TrainingReport> FitAsync(IProgress<TrainingProgress>? display) =>
            trainer.FitAsync(Data, new ProgressGroup<TrainingProgress>(history, tensorBoard, display), cancellationToken);
    }

    /// <summary>A process that was killed between a checkpoint and the history has lost a line, but not what it says.</summary>
    private void SaveHistory(TrainingReport report, TrainingHistory written)
    {
        var complete = new TrainingHistory(TrainingHistory.From(report.Epochs).Rows.Select(
            row => written.Rows.FirstOrDefault(known => known.Epoch == row.Epoch) ?? row));
        complete.Save(Folder.HistoryTable);
        complete.SaveCurves(Folder.Curves);
        complete.SaveCurves(Folder.CurvesPicture);
    }
}
