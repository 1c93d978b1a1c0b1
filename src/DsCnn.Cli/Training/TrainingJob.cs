using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>One training run with everything that is written about it.</summary>
internal sealed class TrainingJob
{
    internal required DsCnnModel Model { get; init; }

    internal required TrainingData Data { get; init; }

    /// <summary>The images for the final result, or null if there are none.</summary>
    internal required IImageSource? Test { get; init; }

    /// <summary>The thresholds of labels if there are no validation images to choose them on, or null for none.</summary>
    internal IReadOnlyList<double>? Thresholds { get; init; }

    internal required TrainerOptions Options { get; init; }

    internal required RunFolder Folder { get; init; }

    internal required bool WritesTensorBoard { get; init; }

    /// <summary>Where it reports its progress.</summary>
    internal required ConsoleProgress Progress { get; init; }

    /// <summary>The command line, which is saved.</summary>
    internal required ParseResult Parsed { get; init; }

    /// <exception cref="StoppedException">The run was stopped; its state is saved.</exception>
    internal async Task<TrainingOutcome> RunAsync(CancellationToken cancellationToken)
    {
        using var files = new RunFiles(Folder, Options.Checkpoint!.Resume, WritesTensorBoard, Parsed);
        try
        {
            TrainingReport report = await TrainAsync(files, cancellationToken);
            if (Model.Spec.Head == Head.Sigmoid)
                Model.Thresholds ??= Thresholds;
            files.Finish(Model, report);

            // The only time that the test images are looked at.
            return Measure(report, cancellationToken);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested || Options.Communicator is not null)
        {
            bool isKept = files.HasBegun && File.Exists(Folder.Checkpoint);
            if (isKept)
                files.Stop(Model);
            throw new StoppedException(
                isKept
                    ? $"stopped. The run so far is in {Folder.Path}, its network as model.safetensors; the same command with --resume continues it."
                    : "stopped before the first step; nothing was saved. The same command starts again.",
                stopped);
        }
        finally
        {
            Progress.Clear();
        }
    }

    /// <summary>Does the part of a rank that writes nothing.</summary>
    /// <exception cref="StoppedException">All ranks were stopped.</exception>
    internal async Task<TrainingOutcome> FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Measure(await new Trainer(Model, Options).FitAsync(Data, cancellationToken), cancellationToken);
        }
        catch (OperationCanceledException stopped)
        {
            throw new StoppedException("stopped.", stopped);
        }
    }

    /// <summary>Measures the network on the images that it has not learned from, where there are such.</summary>
    private TrainingOutcome Measure(TrainingReport report, CancellationToken cancellationToken)
    {
        (IImageSource images, string split) = Test is not null ? (Test, "test") : Data.Validation is { } own ? (own, "validation") : (Data.Train, TrainingOutcome.TrainingSplit);
        EvaluationResult result = Model.Evaluate(images, progress: Progress, communicator: Options.Communicator, cancellationToken: cancellationToken);
        return new TrainingOutcome(report, result, split, Folder) { KeepsBest = Options.RestoreBest };
    }

    private async Task<TrainingReport> TrainAsync(RunFiles files, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(Model, Options with { Callbacks = [new Announcement(Progress), files] });
        try
        {
            Progress.Begin("Preparing the first epoch");
            return await trainer.FitAsync(Data, new ProgressGroup<TrainingProgress>(files, Progress), cancellationToken);
        }
        catch (InvalidOperationException otherRun) when (Options.Checkpoint!.Resume)
        {
            throw new InvalidDataException(otherRun.Message, otherRun);
        }
    }

    /// <summary>Announces what is about to happen, once it is certain.</summary>
    private sealed class Announcement(ConsoleProgress progress) : ITrainingCallback
    {
        public void OnStart(TrainingContext context) => progress.WriteLine($"{context.Summary}\n");
    }
}
