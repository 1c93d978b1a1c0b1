using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>How a network is trained. Without options, the recipe is one that works well without tuning.</summary>
internal sealed class RecipeOptions
{
    private const string Best = "best";
    private const string Last = "last";
    private const int MostFolds = 20;

    private static readonly Dictionary<string, TrainingPrecision> _precisions = new()
    {
        ["float32"] = TrainingPrecision.Float32,
        ["tensorfloat32"] = TrainingPrecision.TensorFloat32,
        ["bfloat16"] = TrainingPrecision.BFloat16,
        ["auto"] = TrainingPrecision.Automatic,
    };

    private readonly Option<int?> _epochs = NumberOption.Positive<int>(
        "--epochs", "How often every image is seen (default: 20 to 300, the more often the fewer there are)");

    private readonly Option<int?> _batchSize = NumberOption.Positive<int>(
        "--batch-size", "At most how many images a step takes (default: 16 for fewer than 500 images, 32 for fewer than 5,000, else 64)");

    private readonly Option<double?> _learningRate = NumberOption.Positive<double>(
        "--lr", "The highest learning rate (default: 0.008 for adamw, half of it for fewer than 500 images, 0.05 for sgd, 0.004 for rmsprop; a tenth with --model)");

    private readonly Option<double?> _weightDecay = NumberOption.NotNegative(
        "--weight-decay", "Weight decay (default: 0.05 for adamw, 0.0005 for sgd, 0.00001 for rmsprop)");

    private readonly Option<string> _optimizer = Choice("--optimizer", "Which optimizer", OptimizerChoice.All.Keys);
    private readonly Option<string?> _schedule = new Option<string?>("--schedule") { Description = "The learning-rate schedule (default: one-cycle)" }
        .OneOf(ScheduleChoice.All.Keys);

    private readonly Option<double?> _warmup = NumberOption.NotNegative(
        "--warmup", "Epochs in which the learning rate rises (default: three tenths of the run for one-cycle, a tenth for cosine)");

    private readonly Option<double?> _smoothing = NumberOption.BelowOne("--label-smoothing", "Label smoothing: the share of each target spread over all classes (default: 0.1)");
    private readonly Option<double?> _ema = NumberOption.BelowOne("--ema", "Decay of the weights' moving average (EMA), 0 for none (default: 0.999)");
    private readonly Option<double?> _clip = NumberOption.Positive<double>("--clip", "Gradient clipping: the maximum norm (default: none)");
    private readonly Option<int?> _accumulate = NumberOption.Positive<int>("--accumulate", "Gradient accumulation: batches per update (default: 1)");
    private readonly Option<string> _precision = Choice("--precision", "In which numbers to compute; auto times some steps of each and takes the fastest", _precisions.Keys);

    private readonly Option<double?> _dropPath = NumberOption.BelowOne(
        "--drop-path", "How often the last residual block is left out while training (default: what the network says)");

    private readonly Option<int?> _patience = NumberOption.Positive<int>("--patience", "Early stopping: epochs without improvement before the run ends (default: never)");

    private readonly Option<double?> _validation = NumberOption.BelowOne(
        "--validation-split", "The share of the training images to validate on, where the data has no validation images of its own, 0 for none " +
        "(default: 0.1; 0.2 of fewer than 500; none of fewer than 5,000 of one class each where there are test images)");

    private readonly Option<string?> _keep = new Option<string?>("--keep")
    {
        Description = "Which epoch's network to keep: the best on the validation images, or the last (default: best with at least 400 validation images)",
    }.OneOf([Best, Last]);

    private readonly Option<int?> _folds = NumberOption.Between(
        "--folds", "Also measure by cross-validation: train on all but one of so many parts, once for each part to measure on; 2 to 20", 2, MostFolds);

    private readonly Option<bool> _refit = new("--refit")
    {
        Description = "Train twice: first with validation images held out, then on all images for as many epochs (up to the best epoch, if that is kept)",
    };

    private readonly Option<int?> _seed = NumberOption.Whole("--seed", "Random seed (default: 0)");

    internal void AddTo(ToolCommand command)
    {
        Option[] options =
        [
            _epochs, _batchSize, _learningRate, _weightDecay, _optimizer, _schedule, _warmup, _smoothing, _ema, _clip, _accumulate, _precision,
            _dropPath, _patience, _keep, _validation, _folds, _refit, _seed,
        ];
        command.AddOptions("How it learns", options);
    }

    internal int Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;

    internal double? DropPath(ParseResult parsed) => parsed.GetValue(_dropPath);

    /// <summary>The number of cross-validation folds, or null for none.</summary>
    internal int? Folds(ParseResult parsed) => parsed.GetValue(_folds);

    internal bool Refits(ParseResult parsed) => parsed.GetValue(_refit);

    /// <summary>These options determine which runs belong to one command; other values cannot resume them.</summary>
    /// <exception cref="UsageException">The runs in the folder were started with other values.</exception>
    internal void RequireSameRuns(ParseResult parsed, RunFolder folder)
    {
        if (folder.BegunBy is not { } file)
            return;
        foreach (Option option in (Option[])[_folds, _refit])
        {
            (string? there, string? here) = (CommandFile.Option(file, option), CommandFile.Option(parsed, option));
            if (there != here)
            {
                throw new UsageException(
                    $"{option.Name}: {folder.Path} was started {Words(option, there)}. Received: {Words(option, here)}. Resume it with the same options, or replace it with --overwrite.");
            }
        }

        static string Words(Option option, string? value) => value switch
        {
            null or "false" => $"without {option.Name}",
            "true" => $"with {option.Name}",
            _ => $"with {option.Name} {value}",
        };
    }

    /// <summary>Sets the validation images aside.</summary>
    internal TrainingData Split(ParseResult parsed, ImageDataSet images)
    {
        double share = parsed.GetValue(_validation)
            ?? (Refits(parsed) ? Recommended.ValidationShare(images.Train.Count, hasTest: false)
                : Folds(parsed) is not null && !images.Train.IsMultiLabel ? 0
                : Recommended.ValidationShare(images.Train.Count, HasOnlyToMeasure(images)));
        TrainingData data = ValidationSplit.Take(images, share, Seed(parsed));
        string? needy = parsed.GetValue(_patience) is not null ? "--patience" : Refits(parsed) ? "--refit" : parsed.GetValue(_keep) == Best ? "--keep best" : null;
        return data.Validation is not null || needy is null
            ? data
            : throw new UsageException($"{needy} needs validation images. Received: none{(Folds(parsed) is null ? "" : ", because with --folds the final training uses all images")}; --validation-split 0.1 sets a tenth aside.");
    }

    /// <summary>
    /// Whether held-out images would only measure how good the network is, which test images do too; for labels, they are also used to choose thresholds.
    /// </summary>
    private static bool HasOnlyToMeasure(ImageDataSet images) => images.Test is not null && !images.Train.IsMultiLabel;

    /// <summary>The recommended options for these images, with the changes from the command line.</summary>
    internal TrainerOptions Read(ParseResult parsed, TrainingData data, bool isTrained)
    {
        TrainerOptions recommended = Recommended.Options(data);
        int epochs = parsed.GetValue(_epochs) ?? recommended.Epochs;
        double? warmup = parsed.GetValue(_warmup);
        if (warmup >= epochs)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--warmup: expected fewer than the {epochs} epochs of the run. Received: {warmup}."));
        return recommended with
        {
            Epochs = epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? recommended.BatchSize,
            Optimizer = OptimizerChoice.All[parsed.GetRequiredValue(_optimizer)](recommended.Optimizer)
                .With(parsed.GetValue(_learningRate), parsed.GetValue(_weightDecay), isTrained),
            Schedule = parsed.GetValue(_schedule) is null && warmup is null
                ? recommended.Schedule
                : ScheduleChoice.All[parsed.GetValue(_schedule) ?? ScheduleChoice.Default](epochs, warmup),
            LabelSmoothing = parsed.GetValue(_smoothing) ?? recommended.LabelSmoothing,
            Ema = parsed.GetValue(_ema) is { } ema ? (ema > 0 ? new EmaOptions { Decay = ema } : null) : recommended.Ema,
            GradientClipNorm = parsed.GetValue(_clip),
            AccumulationSteps = parsed.GetValue(_accumulate) ?? 1,
            Precision = _precisions[parsed.GetRequiredValue(_precision)],
            EarlyStopping = parsed.GetValue(_patience) is { } patience ? new EarlyStopping { Patience = patience } : null,
            RestoreBest = parsed.GetValue(_keep) is { } keep ? keep == Best : recommended.RestoreBest || parsed.GetValue(_patience) is not null,
            Seed = Seed(parsed),
        };
    }

    /// <summary>An option that takes one of several names; the first is the default.</summary>
    private static Option<string> Choice(string name, string description, IEnumerable<string> names)
    {
        string[] known = [.. names];
        return new Option<string>(name) { Description = description, DefaultValueFactory = _ => known[0] }.OneOf(known);
    }
}
