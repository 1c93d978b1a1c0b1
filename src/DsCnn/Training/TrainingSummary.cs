using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>A description of a training run in words: the network, the images, their augmentation, how the weights are updated and where the computation runs.</summary>
public sealed class TrainingSummary
{
    private TrainingSummary(ModelSpec spec, IReadOnlyList<KeyValuePair<string, string>> rows) => (Name, Head, Rows) = (spec.Name, spec.Head, rows);

    /// <summary>The network's name.</summary>
    public string Name { get; }

    /// <summary>The network's head.</summary>
    public Head Head { get; }

    /// <summary>Topics and their descriptions, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Rows { get; }

    /// <summary>Describes a run.</summary>
    /// <param name="model">The network to train.</param>
    /// <param name="options">The options.</param>
    /// <param name="data">The data.</param>
    /// <returns>The description.</returns>
    public static TrainingSummary Of(DsCnnModel model, TrainerOptions options, TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        return Of(model, options, data, trial: null);
    }

    /// <summary>Describes a run whose precision may have been chosen in a trial.</summary>
    internal static TrainingSummary Of(DsCnnModel model, TrainerOptions options, TrainingData data, PrecisionTrial? trial)
    {
        ModelSpec spec = model.Spec;
        return new TrainingSummary(spec,
        [
            new("network", Text($"{spec.Name}, {spec.Cost.Parameters:N0} parameters, {spec.Cost.Macs / 1e6:N2} MMAC for {spec.Input.Shape}")),
            new("images", Images(data)),
            new("varied by", Varied(options, data.Train.ClassNames)),
            new("learning", Learning(options)),
            new("run", Run(options, data)),
            new("computed", Text($"in {Numbers(options.Precision, trial)} on {model.Device}, {Ranks(options)}{Quantity.Of(get_num_threads(), "thread")}, seed {options.Seed}")),
        ]);
    }

    /// <summary>One line per row, aligned.</summary>
    /// <returns>The text, without a trailing line break.</returns>
    public override string ToString()
    {
        int width = Rows.Max(row => row.Key.Length) + 2;
        return string.Join('\n', Rows.Select(row => row.Key.PadRight(width) + row.Value));
    }

    private static string Numbers(TrainingPrecision precision, PrecisionTrial? trial) =>
        precision == TrainingPrecision.Automatic ? "the numbers that a trial finds fastest"
        : trial is null ? PrecisionName(precision)
        : $"{PrecisionName(precision)} ({trial.Reason})";

    private static string Ranks(TrainerOptions options) =>
        options.Communicator is { Size: > 1 and var ranks } ? $"{Quantity.Of(ranks, "rank")}{(options.SyncBatchNorm ? " with synchronized batch norm" : "")}, each with " : "";

    private static string PrecisionName(TrainingPrecision precision) => precision.ToString().ToLowerInvariant();

    private static string Images(TrainingData data)
    {
        string images = data.Train.IsMultiLabel
            ? $"{Quantity.Exact(data.Train.Count)} with any number of {Quantity.Of(data.Train.ClassNames.Count, "label")}"
            : $"{Quantity.Exact(data.Train.Count)} of {Quantity.Of(data.Train.ClassNames.Count, "class")}{PerClass(data.Train)}";
        return data.Validation is { } validation ? images + Text($", {validation.Count:N0} more to validate on") : images + ", none held out to validate on";
    }

    /// <summary>Names the smallest class, which is learned worst.</summary>
    private static string PerClass(IImageSource images)
    {
        int[] counts = ClassWeights.Count(images);
        (int fewest, int most) = (counts.Min(), counts.Max());
        return fewest == most
            ? $" ({Quantity.Exact(fewest)} each)"
            : $" ({images.ClassNames[Array.IndexOf(counts, fewest)]} {Quantity.Exact(fewest)} to {images.ClassNames[Array.IndexOf(counts, most)]} {Quantity.Exact(most)})";
    }

    private static string Varied(TrainerOptions options, IReadOnlyList<string> classNames)
    {
        string[] ways =
        [
            .. options.Augmentations.Select(augmentation => augmentation.Description),
            .. options.Mixing.Select(mix => mix.Description + (mix.Probability < 1 ? Text($" on {mix.Probability:0 %} of the batches") : "")),
        ];
        string varied = ways.Length == 0 ? "nothing" : string.Join(", ", ways);
        bool isMirrored = options.Augmentations.Any(augmentation => augmentation is HorizontalFlip);
        return !isMirrored && Recommended.MirrorObjection(classNames) is { } objection ? $"{varied}; not mirrored, because {objection}" : varied;
    }

    private static string Learning(TrainerOptions options)
    {
        string learning = Text(
            $"{Words.Without(options.Optimizer.GetType(), "Options")}, rate up to {options.Optimizer.LearningRate:G4} ({options.Schedule.Description})");
        if (options.Optimizer.WeightDecay > 0)
            learning += Text($", weight decay {options.Optimizer.WeightDecay:G4}");
        if (options.LabelSmoothing > 0)
            learning += Text($", label smoothing {options.LabelSmoothing:G4}");
        if (options.Loss is { } loss)
            learning += $", {loss.Description}";
        return options.Distillation is null ? learning : learning + ", taught by another network";
    }

    private static string Run(TrainerOptions options, TrainingData data)
    {
        string run = Text($"{Quantity.Of(options.Epochs, "epoch")}, batches of up to {options.BatchSize:N0}");
        if (options.AccumulationSteps > 1)
            run += Text($", {options.AccumulationSteps:N0} to an update");
        if (options.Ema is { } ema)
            run += Text($", weights averaged ({ema.Decay:G6})");
        string best = options.BestBy switch { BestBy.Accuracy => "", BestBy.Loss => " by loss", _ => $" by {options.Metrics[0].Name}" };
        return run + (data.Validation is not null && options.RestoreBest ? $", the best epoch{best} kept" : ", the last epoch kept");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
