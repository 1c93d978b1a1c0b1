using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The runs of one command: one, or several that differ in which images they learn from.</summary>
internal sealed class TrainingSession
{
    internal required ImageDataSet Images { get; init; }

    /// <summary>Makes a fresh network, the same each time.</summary>
    internal required Func<DsCnnModel> Build { get; init; }

    /// <summary>How to train such a network on some images.</summary>
    internal required Func<TrainingData, ModelSpec, TrainerOptions> Recommend { get; init; }

    internal required Func<RunFolder, CheckpointOptions?> Checkpoints { get; init; }

    internal required bool WritesTensorBoard { get; init; }

    /// <summary>Where it shows how far it is.</summary>
    internal required ConsoleProgress Progress { get; init; }

    /// <summary>What asked for it, to be written down.</summary>
    internal required ParseResult Parsed { get; init; }

    /// <summary>Trains one network and measures it on the test images, else on those held out.</summary>
    internal Task<TrainingOutcome> RunAsync(RunFolder folder, TrainingData data, IImageSource? test, CancellationToken cancellationToken) =>
        RunAsync(folder, data, test, options => options, cancellationToken);

    /// <summary>Trains a network for each part of the training images on the others. Each is measured on the part it has not seen, and no epoch is chosen by it.</summary>
    internal async Task<CrossValidation> CrossValidateAsync(RunFolder folder, int count, int seed, CancellationToken cancellationToken)
    {
        if (count > Images.Train.Count)
            throw new UsageException($"--folds: expected at most {Images.Train.Count}, as many as there are training images. Received: {count}.");
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
    /// Trains a network with images held out, then one on all training images: for as many epochs as were best, where the held-out images are enough to choose an epoch, else
    /// for as many again.
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

        // Without test images, the first network's figure says most about the second one.
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
