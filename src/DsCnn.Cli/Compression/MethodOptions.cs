using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>By which means a network is compressed.</summary>
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

    private readonly Option<double?> _prune = NumberOption.Inside("--prune", "The share of the channels that goes, such as 0.5; limits of cost are met by pruning anyway");
    private readonly Option<int?> _steps = NumberOption.Positive<int>("--steps", "In how many steps channels go, with training after each (default: 3)");
    private readonly Option<string> _criterion = new("--criterion")
    {
        Description = "What makes a channel important: what the loss would change (taylor), its batch norm's scale, its filter's norm, or its SE gate",
        DefaultValueFactory = _ => "taylor",
    };

    private readonly Option<bool> _outputs = new("--prune-outputs") { Description = "Blocks' outputs may go too, not only what is private to a block" };
    private readonly Option<int?> _multiple = NumberOption.Positive<int>("--multiple", "Widths that remain are multiples of this, which processors like (default: 8)");
    private readonly Option<double?> _rank = NumberOption.AboveZeroToOne("--rank", "Factorize matrices, keeping this share of each layer's energy, such as 0.95");
    private readonly Option<int?> _share = NumberOption.Between("--share", "Let the weights of a tensor share 2^N values", LowestBits, MostBits);
    private readonly Option<bool> _int8 = new("--int8") { Description = "Weights and maps become bytes, after everything else" };
    private readonly Option<int?> _weightBits = WeightBitsOption.Create();
    private readonly Option<int?> _qat = NumberOption.Positive<int>("--qat", "Epochs in which the network learns to live with bytes (default: none)");
    private readonly Option<int?> _images = NumberOption.Positive<int>("--calibration-images", "How many training images channels, ranks and ranges are measured on (default: 1024)");

    internal MethodOptions() => _criterion.OneOf(_criteria.Keys);

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("By which means", _prune, _steps, _criterion, _outputs, _multiple, _rank, _share, _int8, _weightBits, _qat, _images);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(_qat) ?? result.GetResult(_weightBits)) is { } alone && !result.GetValue(_int8))
                result.AddError($"{alone.Option.Name} serves --int8. Add it.");
        });
    }

    /// <summary>Adds the methods to what is to be reached.</summary>
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

    /// <summary>A network that is calibrated already may only be nudged.</summary>
    private static TrainerOptions Qat(TrainerOptions? tuning, int epochs) => (tuning ?? new TrainerOptions()) with
    {
        Epochs = epochs,
        Optimizer = new AdamWOptions { LearningRate = TuningRate, WeightDecay = 0 },
    };
}
