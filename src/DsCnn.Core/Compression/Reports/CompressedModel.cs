using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>The result of a compressor: the smaller network, an ordinary one, and what was done to get it.</summary>
/// <example><code>
/// CompressedModel shared = ModelFile.Read("fashion.safetensors").ShareWeights(new SharingOptions { Bits = 5 });
/// Console.WriteLine(shared.Report.Summary());
/// shared.Model.Write("fashion-shared.safetensors");
/// </code></example>
public class CompressedModel
{
    private readonly Lazy<CompressionReport> _report;

    /// <param name="model">The network.</param>
    /// <param name="report">Creates the report on first access, because counting packed bytes is slow.</param>
    internal CompressedModel(ModelFile model, Func<CompressionReport> report)
    {
        Model = model;
        _report = new Lazy<CompressionReport>(report);
    }

    /// <summary>The network with its labels and preprocessing, on no device; <c>DsCnnModel.From</c> makes it runnable.</summary>
    public ModelFile Model { get; }

    /// <summary>
    /// What was done, what was left as it is and why, and the costs before and after. Accuracy is null if no images were given to measure it. The report of a single step is created on
    /// first access, which packs both files: about a second per megabyte.
    /// </summary>
    public CompressionReport Report => _report.Value;

    /// <summary>The network's name and size.</summary>
    /// <returns>For example "ds-nano-pruned-int8: 63,331 parameters".</returns>
    public override string ToString() => $"{Model.Spec.Name}: {Quantity.Of(Model.Spec.Cost.Parameters, "parameter")}";

    /// <summary>The outcome of one compression step.</summary>
    internal static CompressedModel Of(ModelFile original, ModelFile model, CompressionAct act) => new(model, () => act.Report(original, model));
}

/// <summary>What one compression step did.</summary>
internal sealed record CompressionAct
{
    internal required CompressionMethod Method { get; init; }

    internal required string Goal { get; init; }

    internal required ImmutableArray<string> Done { get; init; }

    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    internal required TimeSpan Duration { get; init; }

    internal double? AccuracyBefore { get; init; }

    internal double? AccuracyAfter { get; init; }

    internal CompressionReport Report(ModelFile original, ModelFile model)
    {
        var before = CompressionFigures.Of(original, AccuracyBefore);
        var step = new CompressionStep
        {
            Method = Method,
            Goal = Goal,
            Done = Done,
            Skipped = Skipped,
            Before = before,
            After = CompressionFigures.Of(model, AccuracyAfter),
            TuningEpochs = 0,
            Seconds = Duration.TotalSeconds,
        };
        return new CompressionReport { Name = original.Spec.Name, Target = new CompressionTarget(), Figure = original.Spec.ScoreName, Original = before, Steps = [step] };
    }
}
