using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>How a network is trained. Whoever gives no option gets a recipe that does well without tuning.</summary>
internal sealed class RecipeOptions
{
    // Enough for a few thousand images, and what a night on two cores can do for tens of thousands.
    private const int ImagesToSee = 600_000;
    private const int FewestEpochs = 15;
    private const int MostEpochs = 100;
    private const int FewImages = 3000;
    private const int SmallBatch = 32;
    private const int Batch = 64;
    private const double DefaultSmoothing = 0.1;
    private const double DefaultEma = 0.999;
    private const double DefaultValidation = 0.1;

    private static readonly Dictionary<string, TrainingPrecision> _precisions = new()
    {
        ["auto"] = TrainingPrecision.Automatic,
        ["float32"] = TrainingPrecision.Float32,
        ["tensorfloat32"] = TrainingPrecision.TensorFloat32,
        ["bfloat16"] = TrainingPrecision.BFloat16,
    };

    private readonly Option<int?> _epochs = NumberOption.Positive<int>(
        "--epochs", $"How often every image is seen (default: {FewestEpochs} to {MostEpochs}, so that about {ImagesToSee / 1000},000 are seen)");

    private readonly Option<int?> _batchSize = NumberOption.Positive<int>(
        "--batch-size", $"Images per step (default: {Batch}; {SmallBatch} for fewer than {FewImages} images)");

    private readonly Option<double?> _learningRate = NumberOption.Positive<double>(
        "--lr", "The highest learning rate (default: 0.003 for adamw, 0.05 for sgd, 0.004 for rmsprop; a tenth with --model)");

    private readonly Option<double?> _weightDecay = NumberOption.NotNegative(
        "--weight-decay", "Weight decay (default: 0.05 for adamw, 0.0005 for sgd, 0.00001 for rmsprop)");

    private readonly Option<string> _optimizer = Choice("--optimizer", "Which optimizer", OptimizerChoice.All.Keys);
    private readonly Option<string> _schedule = Choice("--schedule", "How the learning rate changes", ScheduleChoice.All.Keys);

    private readonly Option<double?> _warmup = NumberOption.NotNegative(
        "--warmup", "Epochs in which the learning rate rises (default: a tenth of the run for cosine, three tenths for one-cycle)");

    private readonly Option<double?> _smoothing = NumberOption.BelowOne("--label-smoothing", "The share of each target spread over all classes (default: 0.1)");
    private readonly Option<double?> _ema = NumberOption.BelowOne("--ema", "Decay of the weights' moving average, 0 for none (default: 0.999)");
    private readonly Option<double?> _clip = NumberOption.Positive<double>("--clip", "The longest that a gradient may be (default: any length)");
    private readonly Option<int?> _accumulate = NumberOption.Positive<int>("--accumulate", "Batches per update (default: 1)");
    private readonly Option<string> _precision = Choice("--precision", "In which numbers to compute; auto is the fastest for the processor", _precisions.Keys);

    private readonly Option<double?> _dropPath = NumberOption.BelowOne(
        "--drop-path", "How often the last residual block is left out while training (default: what the network says)");

    private readonly Option<int?> _patience = NumberOption.Positive<int>("--patience", "Epochs without an improvement that end the run (default: it goes on)");

    private readonly Option<double?> _validation = NumberOption.BelowOne(
        "--validation-split", "The share of the training images to validate on, where the data has no validation images of its own (default: 0.1)");

    private readonly Option<int?> _seed = NumberOption.Whole("--seed", "Decides every random choice (default: 0)");

    internal void AddTo(ToolCommand command)
    {
        Option[] options =
        [
            _epochs, _batchSize, _learningRate, _weightDecay, _optimizer, _schedule, _warmup, _smoothing, _ema, _clip, _accumulate, _precision,
            _dropPath, _patience, _validation, _seed,
        ];
        command.AddOptions("How it learns", options);
    }

    internal int Seed(ParseResult parsed) => parsed.GetValue(_seed) ?? 0;

    internal double? DropPath(ParseResult parsed) => parsed.GetValue(_dropPath);

    /// <summary>Sets the validation images aside.</summary>
    internal TrainingData Split(ParseResult parsed, ImageDataSet images)
    {
        TrainingData data = ValidationSplit.Take(images, parsed.GetValue(_validation) ?? DefaultValidation, Seed(parsed));
        return data.Validation is not null || parsed.GetValue(_patience) is null
            ? data
            : throw new UsageException("--patience needs validation images. Received: --validation-split 0.");
    }

    internal TrainerOptions Read(ParseResult parsed, int images, bool isTrained)
    {
        int epochs = parsed.GetValue(_epochs) ?? Math.Clamp(ImagesToSee / images, FewestEpochs, MostEpochs);
        double? warmup = parsed.GetValue(_warmup);
        if (warmup >= epochs)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--warmup: expected fewer than the {epochs} epochs of the run. Received: {warmup}."));
        double ema = parsed.GetValue(_ema) ?? DefaultEma;
        return new TrainerOptions
        {
            Epochs = epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? (images < FewImages ? SmallBatch : Batch),
            Optimizer = OptimizerChoice.All[parsed.GetRequiredValue(_optimizer)].With(parsed.GetValue(_learningRate), parsed.GetValue(_weightDecay), isTrained),
            Schedule = ScheduleChoice.All[parsed.GetRequiredValue(_schedule)](epochs, warmup),
            LabelSmoothing = parsed.GetValue(_smoothing) ?? DefaultSmoothing,
            Ema = ema > 0 ? new EmaOptions { Decay = ema } : null,
            GradientClipNorm = parsed.GetValue(_clip),
            AccumulationSteps = parsed.GetValue(_accumulate) ?? 1,
            Precision = _precisions[parsed.GetRequiredValue(_precision)],
            EarlyStopping = parsed.GetValue(_patience) is { } patience ? new EarlyStopping { Patience = patience } : null,
            Seed = Seed(parsed),
        };
    }

    /// <summary>An option that takes one of some names, the first by default.</summary>
    private static Option<string> Choice(string name, string description, IEnumerable<string> names)
    {
        string[] known = [.. names];
        return new Option<string>(name) { Description = description, DefaultValueFactory = _ => known[0] }.OneOf(known);
    }
}
