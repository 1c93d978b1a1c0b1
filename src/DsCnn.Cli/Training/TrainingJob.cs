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
        using var files = new RunFiles(Folder, Options.Checkpoint!.Resume, WritesTensorBoard);
        try
        {
            TrainingReport report = await TrainAsync(files, cancellationToken);
            files.Finish(Model, report);

            // The only time that the test images are looked at.
            (IImageSource images, string split) = Test is not null ? (Test, "test") : Data.Validation is { } own ? (own, "validation") : (Data.Train, TrainingOutcome.TrainingSplit);
            EvaluationResult result = Model.Evaluate(images, cancellationToken: cancellationToken);
            return new TrainingOutcome(report, result, split, Folder) { KeepsBest = Options.RestoreBest };
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException(
                files.HasBegun && File.Exists(Folder.Checkpoint)
                    ? $"stopped. The run so far is in {Folder.Path}; the same command with --resume goes on with it."
                    : "stopped before the first step; nothing was saved. The same command begins again.",
                stopped);
        }
    }

    private async Task<TrainingReport> TrainAsync(RunFiles files, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(Model, Options with { Callbacks = [files] });
        try
        {
            // A result for programs leaves the error output for those who watch.
            IAnsiConsole console = IsQuiet ? ToolConsole.Error : ToolConsole.Output;
            return IsQuiet && !console.Profile.Out.IsTerminal
                ? await FitAsync(display: null)
                : await TrainingDisplay.RunAsync(console, TrainingSummary.Of(Model, Options, Data), FitAsync);
        }
        catch (InvalidOperationException otherRun) when (Options.Checkpoint!.Resume)
        {
            throw new InvalidDataException(otherRun.Message, otherRun);
        }

        Task<TrainingReport> FitAsync(IProgress<TrainingProgress>? display) =>
            trainer.FitAsync(Data, new ProgressGroup<TrainingProgress>(files, display), cancellationToken);
    }
}
