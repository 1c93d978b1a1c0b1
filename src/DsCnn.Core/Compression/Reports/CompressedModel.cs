using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>What every compressor gives: the smaller network, an ordinary one, and what was done to get it.</summary>
public sealed record CompressedModel
{
    /// <summary>The network, with labels and preprocessing, on no device; <c>DsCnnModel.From</c> makes it run.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>What was done, what was left as it is and why, and the costs before and after. Accuracy is null where no images were measured on.</summary>
    public required CompressionReport Report { get; init; }

    /// <summary>The outcome of one act.</summary>
    internal static CompressedModel Of(
        ModelFile original, ModelFile model, CompressionMethod method, string goal, ImmutableArray<string> done, ImmutableArray<SkippedLayer> skipped, TimeSpan duration)
    {
        var before = CompressionFigures.Of(original, accuracy: null);
        var step = new CompressionStep
        {
            Method = method,
            Goal = goal,
            Done = done,
            Skipped = skipped,
            Before = before,
            After = CompressionFigures.Of(model, accuracy: null),
            TuningEpochs = 0,
            Seconds = duration.TotalSeconds,
        };
        return new CompressedModel
        {
            Model = model,
            Report = new CompressionReport { Name = original.Spec.Name, Target = new CompressionTarget(), Figure = original.Spec.ScoreName, Original = before, Steps = [step] },
        };
    }
}
