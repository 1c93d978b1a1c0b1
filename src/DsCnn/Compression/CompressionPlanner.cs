using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Turns a target into steps: first low ranks, which need activations of the whole network, then pruning in equal shares, then weight sharing, then int8.</summary>
internal static class CompressionPlanner
{
    /// <summary>If only the accuracy is limited, each step removes this share of the channels until the accuracy limit is broken.</summary>
    private const double ShareOfFreeStep = 0.1;

    private const int FreeSteps = 20;

    internal static IReadOnlyList<PlannedStep> Plan(ModelFile model, CompressorOptions options)
    {
        var steps = new List<PlannedStep>();
        if (options.LowRank is { } lowRank)
            steps.Add(new PlannedStep(CompressionMethod.LowRank, Describe(lowRank)));
        steps.AddRange(PlanPruning(model, options));
        if (options.Sharing is { } sharing)
            steps.Add(new PlannedStep(CompressionMethod.Sharing, sharing.Goal));
        if (options.Quantization is not null)
            steps.Add(new PlannedStep(CompressionMethod.Quantization, QuantizedModel.Goal));
        if (steps.Count == 0)
        {
            throw new ArgumentException(
                $"{model.Spec.Name} already meets the target, or the target is empty: expected a limit below its cost, a Ratio of channels, LowRank, Sharing or Quantization.",
                nameof(options));
        }

        return steps;
    }

    private static IEnumerable<PlannedStep> PlanPruning(ModelFile model, CompressorOptions options)
    {
        PruningOptions pruning = options.Pruning ?? new PruningOptions();
        Budget limits = Merge(options.Target, pruning.Budget);
        long fileBytes = model.FileBytes();
        double? time = options.Target.MaxMilliseconds;
        if (!limits.Allows(model.Spec) || fileBytes > options.Target.MaxBytes || time is not null || pruning.Ratio is not null)
        {
            for (int step = 1; step <= options.PruningSteps; step++)
            {
                double share = (double)step / options.PruningSteps;
                Budget budget = Between(limits, model.Spec, share);
                long? bytes = Between(fileBytes, options.Target.MaxBytes, share);
                yield return Prune(model, pruning with
                {
                    Ratio = pruning.Ratio is { } ratio ? 1 - Math.Pow(1 - ratio, 1.0 / options.PruningSteps) : null,
                    Budget = budget.LimitsAnything ? budget : null,
                    Enough = step == options.PruningSteps ? pruning.Enough : null,
                }, bytes, time, share);
            }
        }
        else if (pruning.Enough is not null)
        {
            yield return Prune(model, pruning, null);
        }
        else if (options is { LowRank: null, Sharing: null, Quantization: null, Target: { LimitsCost: false, DemandsAccuracy: true } })
        {
            for (int step = 0; step < FreeSteps; step++)
                yield return Prune(model, pruning with { Ratio = ShareOfFreeStep }, null);
        }
    }

    /// <summary>A file is little more than its weights: the choice of channels considers these, and the size of the whole file ends the step.</summary>
    private static PlannedStep Prune(ModelFile model, PruningOptions options, long? bytes, double? time = null, double share = 1)
    {
        string goal = string.Join(", ", [.. Describe(options, bytes), .. Describe(time, share)]);
        double? shareOfTime = time is null ? null : share;
        if (bytes is not { } most)
            return new PlannedStep(CompressionMethod.Pruning, goal, options, shareOfTime);
        long labels = model.FileBytes() - ModelFile.SizeOf(model.Spec);
        Func<ModelSpec, bool>? others = options.Enough;
        return new PlannedStep(CompressionMethod.Pruning, goal, options with
        {
            Budget = (options.Budget ?? new Budget()) with { MaxWeightBytes = Least(options.Budget?.MaxWeightBytes, most) },
            Enough = spec => ModelFile.SizeOf(spec) + labels <= most && (others?.Invoke(spec) ?? true),
        }, shareOfTime);
    }

    private static Budget Merge(CompressionTarget target, Budget? budget) => (budget ?? new Budget()) with
    {
        MaxParameters = Least(target.MaxParameters, budget?.MaxParameters),
        MaxMacs = Least(target.MaxMacs, budget?.MaxMacs),
        MaxRamBytes = Least(target.MaxRamBytes, budget?.MaxRamBytes),
        MaxFlashBytes = Least(target.MaxFlashBytes, budget?.MaxFlashBytes),
        Memory = target.MaxRamBytes is null && budget is not null ? budget.Memory : target.Memory,
    };

    private static long? Least(long? first, long? second) => first is null ? second : second is null ? first : Math.Min(first.Value, second.Value);

    /// <summary>The limits after a given share of the steps.</summary>
    private static Budget Between(Budget limits, ModelSpec start, double share)
    {
        Dictionary<BudgetQuantity, long> used = limits.SharesOf(start).ToDictionary(limited => limited.Quantity, limited => limited.Used);
        return limits with
        {
            MaxParameters = At(BudgetQuantity.Parameters, limits.MaxParameters),
            MaxMacs = At(BudgetQuantity.Macs, limits.MaxMacs),
            MaxPeakActivationBytes = At(BudgetQuantity.PeakActivationBytes, limits.MaxPeakActivationBytes),
            MaxWeightBytes = At(BudgetQuantity.WeightBytes, limits.MaxWeightBytes),
            MaxRamBytes = At(BudgetQuantity.RamBytes, limits.MaxRamBytes),
            MaxFlashBytes = At(BudgetQuantity.FlashBytes, limits.MaxFlashBytes),
        };

        long? At(BudgetQuantity quantity, long? limit) => limit is null ? null : Between(used[quantity], limit, share);
    }

    /// <summary>The limit after a given share of the steps, each of which removes the same share of what is left.</summary>
    private static long? Between(long start, long? target, double share) =>
        target is not { } end ? null
        : share == 1 || start <= end ? end
        : (long)Math.Ceiling(start * Math.Pow((double)end / start, share));

    internal static string Describe(LowRankOptions options)
    {
        string[] goals =
        [
            .. options.Energy is { } energy ? [string.Create(CultureInfo.InvariantCulture, $"{100 * energy:0.###} % of each layer's energy")] : Array.Empty<string>(),
            .. Describe(options.Budget),
        ];
        return string.Join(", ", goals);
    }

    internal static string[] Describe(PruningOptions options, long? bytes) =>
    [
        .. options.Ratio is { } ratio ? [string.Create(CultureInfo.InvariantCulture, $"{100 * ratio:0.#} % of the channels go")] : Array.Empty<string>(),
        .. Describe(options.Budget),
        .. AtMost(bytes, "bytes of file"),
        .. options.Enough is null ? Array.Empty<string>() : ["a demand of the caller"],
    ];

    /// <summary>A step's goal must not depend on measurements, or a resumed run could not be recognized as the same one.</summary>
    private static string[] Describe(double? time, double share) =>
        time is not { } most ? []
        : share == 1 ? [string.Create(CultureInfo.InvariantCulture, $"at most {most:0.###} ms an image")]
        : [string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % of the way to {most:0.###} ms an image")];

    private static string[] Describe(Budget? budget) =>
    [
        .. AtMost(budget?.MaxParameters, "parameters"),
        .. AtMost(budget?.MaxMacs, "MACs"),
        .. AtMost(budget?.MaxPeakActivationBytes, "bytes of activations"),
        .. AtMost(budget?.MaxWeightBytes, "bytes of weights"),
        .. AtMost(budget?.MaxRamBytes, "bytes of RAM"),
        .. AtMost(budget?.MaxFlashBytes, "bytes of flash"),
    ];

    private static string[] AtMost(long? limit, string what) =>
        limit is { } most ? [string.Create(CultureInfo.InvariantCulture, $"at most {most:N0} {what}")] : [];
}

/// <summary>A planned step of a compression.</summary>
/// <param name="Method">The method.</param>
/// <param name="Goal">The goal.</param>
/// <param name="Pruning">How channels are pruned, in a pruning step.</param>
/// <param name="ShareOfTime">How much of the reduction to the maximum time per image this step makes, or null if time is not limited.</param>
internal sealed record PlannedStep(CompressionMethod Method, string Goal, PruningOptions? Pruning = null, double? ShareOfTime = null);
