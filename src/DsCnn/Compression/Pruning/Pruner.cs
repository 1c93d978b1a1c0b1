using System.Diagnostics;

namespace DsCnn.Compression;

/// <summary>Takes unimportant channels out of networks: structured pruning, after which less is stored and less is computed.</summary>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// var options = new PruningOptions { Ratio = 0.4 };
/// CompressedModel pruned = model.Prune(options, ChannelCriterion.Taylor, FashionMnist.Load().Train);
/// using DsCnnModel small = DsCnnModel.From(pruned.Model);
/// </code></example>
public static class Pruner
{
    /// <summary>Scores a network's channels, decides which ones go, and takes them out.</summary>
    /// <param name="model">The network; it is left as it is.</param>
    /// <param name="options">How many channels go, and which may.</param>
    /// <param name="criterion">What makes a channel important. Default: what the loss would change.</param>
    /// <param name="images">Images to measure on, labeled for <see cref="ChannelCriterion.Taylor"/>; null where the criterion needs none.</param>
    /// <param name="calibration">How many images. Default: see <see cref="CalibrationOptions"/>.</param>
    /// <param name="cancellationToken">Stops the work between two steps.</param>
    /// <returns>The smaller network and what was done.</returns>
    /// <exception cref="ArgumentException">So many channels cannot go, or the criterion needs images that are missing or do not fit.</exception>
    public static CompressedModel Prune(
        this DsCnnModel model, PruningOptions options, ChannelCriterion criterion = ChannelCriterion.Taylor, IImageSource? images = null,
        CalibrationOptions? calibration = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var watch = Stopwatch.StartNew();
        ModelFile original = model.ToModelFile();
        PruningPlan plan = model.PlanPruning(options, criterion, images, calibration, cancellationToken);
        string goal = string.Join(", ", CompressionPlanner.Describe(options, bytes: null));
        return CompressedModel.Of(original, original.KeepChannels(plan.Kept), new CompressionAct
        {
            Method = CompressionMethod.Pruning,
            Goal = goal,
            Done = plan.Done,
            Skipped = plan.Skipped,
            Duration = watch.Elapsed,
        });
    }

    /// <summary>Decides which channels go.</summary>
    internal static PruningPlan PlanPruning(
        this DsCnnModel model, PruningOptions options, ChannelCriterion criterion, IImageSource? images, CalibrationOptions? calibration, CancellationToken cancellationToken) =>
        PruningPlanner.Plan(model.Spec, model.Score(criterion, images, calibration, cancellationToken), options);
}
