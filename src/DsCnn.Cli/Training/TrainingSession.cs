using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The runs of one command: a single run, or several that differ in the images they are trained on.</summary>
internal sealed class TrainingSession
{
    internal required ImageDataSet Images { get; init; }

    /// <summary>Creates a new network, the same each time.</summary>
    internal required Func<DsCnnModel> Build { get; init; }

    /// <summary>The options for training such a network on the given images.</summary>
    internal required Func<TrainingData, ModelSpec, TrainerOptions> Recommend { get; init; }

    internal required Func<RunFolder, CheckpointOptions?> Checkpoints { get; init; }

    internal required bool WritesTensorBoard { get; init; }

    /// <summary>Where it reports its progress.</summary>
    internal required ConsoleProgress Progress { get; init; }

    /// <summary>The command line, which is saved.</summary>
    internal required ParseResult Parsed { get; init; }

    /// <summary>Trains one network and evaluates it on the test images, otherwise on those held out.</summary>
    internal Task<TrainingOutcome> RunAsync(RunFolder folder, TrainingData data, IImageSource? test, CancellationToken cancellationToken) =>
        RunAsync(folder, data, test, options => options, cancellationToken);

    /// <summary>
    /// Trains one network per part of the training images, on all other parts, and evaluates it on that part. No epoch is chosen by the result.
    /// </summary>
    internal async Task<CrossValidation> CrossValidateAsync(RunFolder folder, int count, int seed, CancellationToken cancellationToken)
    {
        if (count > Images.Train.Count)
            throw new UsageException($"--folds: expected at most {Images.Train.Count}, the number of training images. Received: {count}.");
        var folds = new List<EvaluationResult>();
        foreach (TrainingData data in Images.Train.Folds(count, seed))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"fold-{folds.Count + 1}");
            using RunFolder part = folder.Part(name);
            Announce($"Fold {folds.Count + 1} of {count}, in {part.Path}");
            TrainingOutcome outcome = await RunAsync(part, data, test: null, options => options with { RestoreBest = false }, cancellationToken);
            folds.Add(outcome.Result);
        }

        Announce("All training images");
        return new CrossValidation(folds);
    }

    /// <summary>
    /// Trains a network with images held out, then one on all training images: for as many epochs as were best, if there are enough held-out images to choose an epoch;
    /// otherwise for the same number of epochs.
    /// </summary>
    internal async Task<TrainingOutcome> RefitAsync(RunFolder folder, TrainingData data, CancellationToken cancellationToken)
    {
        using RunFolder first = folder.Part(RunFolder.HeldOut);
        Announce($"With {Quantity.Of(data.Validation!.Count, "image")} held out, in {first.Path}");
        TrainingOutcome held = await RunAsync(first, data, test: null, cancellationToken);
        int epochs = held.KeepsBest ? held.Report.BestEpoch!.Value : held.Report.Epochs.Count;
        Announce($"All training images, for {Quantity.Of(epochs, "epoch")}");
        TrainingOutcome final = await RunAsync(
            folder, new TrainingData(Images.Train), Images.Test, options => options with { Epochs = epochs, EarlyStopping = null, RestoreBest = false }, cancellationToken,
            first.IsWritten ? ModelFile.Read(first.Model).Thresholds : null);

        // Without test images, the result of the first network is the best estimate for the second.
        return Images.Test is not null ? final : final with { Result = held.Result, Split = TrainingOutcome.HeldOutSplit };
    }

    private async Task<TrainingOutcome> RunAsync(
        RunFolder folder, TrainingData data, IImageSource? test, Func<TrainerOptions, TrainerOptions> change, CancellationToken cancellationToken,
        IReadOnlyList<double>? thresholds = null)
    {
        using DsCnnModel model = Build();
        var job = new TrainingJob
        {
            Model = model,
            Data = data,
            Test = test,
            Thresholds = thresholds,
            Folder = folder,
            Options = change(Recommend(data, model.Spec)) with { Checkpoint = Checkpoints(folder) },
            WritesTensorBoard = WritesTensorBoard,
            Progress = Progress,
            Parsed = Parsed,
        };
        return folder.IsWritten ? await job.RunAsync(cancellationToken) : await job.FollowAsync(cancellationToken);
    }

    private void Announce(string step) => Progress.WriteLine($"\n== {step}");
}
