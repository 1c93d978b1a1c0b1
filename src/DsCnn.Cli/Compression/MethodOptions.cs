using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The methods by which a network is compressed.</summary>
internal sealed class MethodOptions
{
    private const int LowestBits = 1;
    private const int MostBits = 8;
    private const int DefaultMultiple = 8;
    private const double TuningRate = 1e-5;

    private static readonly Dictionary<string, ChannelCriterion> _criteria = new()
    {
        ["taylor"] = ChannelCriterion.Taylor,
        ["scale"] = ChannelCriterion.BatchNormScale,
        ["norm"] = ChannelCriterion.WeightNorm,
        ["gate"] = ChannelCriterion.GateActivity,
    };

    private readonly Option<double?> _prune = NumberOption.Inside("--prune", "The share of channels to prune, such as 0.5; cost limits are met by pruning anyway");
    private readonly Option<int?> _steps = NumberOption.Positive<int>("--steps", "Number of pruning steps, each followed by fine-tuning (default: 3)");
    private readonly Option<string> _criterion = new("--criterion")
    {
        Description = "What makes a channel important: the change of the loss (taylor), its batch norm's scale, its filter's norm, or its SE gate",
        DefaultValueFactory = _ => "taylor",
    };

    private readonly Option<bool> _outputs = new("--prune-outputs") { Description = "Prune the outputs of blocks too, not only the channels inside them" };
    private readonly Option<int?> _multiple = NumberOption.Positive<int>("--multiple", "Round remaining widths to multiples of this, which run faster (default: 8)");
    private readonly Option<double?> _rank = NumberOption.AboveZeroToOne("--rank", "Factorize matrices (low rank), keeping this share of each layer's energy, such as 0.95");
    private readonly Option<int?> _share = NumberOption.Between("--share", "Let the weights of a tensor share 2^N values", LowestBits, MostBits);
    private readonly Option<bool> _int8 = new("--int8") { Description = "Quantize weights and activations to int8, after everything else" };
    private readonly Option<int?> _weightBits = WeightBitsOption.Create();
    private readonly Option<int?> _qat = NumberOption.Positive<int>("--qat", "Epochs of quantization-aware training (default: none)");
    private readonly Option<int?> _images = NumberOption.Positive<int>("--calibration-images", "Training images to measure channels, ranks and ranges on (default: 1024)");

    internal MethodOptions() => _criterion.OneOf(_criteria.Keys);

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("By which means", _prune, _steps, _criterion, _outputs, _multiple, _rank, _share, _int8, _weightBits, _qat, _images);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(_qat) ?? result.GetResult(_weightBits)) is { } alone && !result.GetValue(_int8))
                result.AddError($"{alone.Option.Name} requires --int8.");
        });
    }

    /// <summary>Adds the methods to the targets.</summary>
    internal CompressorOptions Apply(ParseResult parsed, CompressorOptions options, TrainerOptions? tuning)
    {
        var pruning = new PruningOptions { Ratio = parsed.GetValue(_prune), Multiple = parsed.GetValue(_multiple) ?? DefaultMultiple };
        return options with
        {
            Pruning = parsed.GetValue(_outputs) ? pruning with { Kinds = ChannelKinds.All } : pruning,
            PruningSteps = parsed.GetValue(_steps) ?? options.PruningSteps,
            Criterion = _criteria[parsed.GetRequiredValue(_criterion)],
            LowRank = parsed.GetValue(_rank) is { } energy ? new LowRankOptions { Energy = energy } : null,
            Sharing = parsed.GetValue(_share) is { } bits ? new SharingOptions { Bits = bits } : null,
            Quantization = parsed.GetValue(_int8)
                ? WeightBitsOption.In(
                    new QuantizationOptions { MaxAccuracyLoss = options.Target.MaxAccuracyLoss, MeasureSensitivity = options.Target.MaxAccuracyLoss is not null },
                    parsed.GetValue(_weightBits))
                : null,
            QuantizationTuning = parsed.GetValue(_qat) is { } epochs ? Qat(tuning, epochs) : null,
            Calibration = parsed.GetValue(_images) is { } images ? options.Calibration with { Images = images } : options.Calibration,
        };
    }

    /// <summary>A network that is already calibrated should change only slightly.</summary>
    private static TrainerOptions Qat(TrainerOptions? tuning, int epochs) => (tuning ?? new TrainerOptions()) with
    {
        Epochs = epochs,
        Optimizer = new AdamWOptions { LearningRate = TuningRate, WeightDecay = 0 },
    };
}
