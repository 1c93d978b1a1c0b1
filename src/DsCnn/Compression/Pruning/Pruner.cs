using System.Diagnostics;

namespace DsCnn.Compression;

/// <summary>Removes unimportant channels from networks: structured pruning, which reduces both storage and computation.</summary>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// var options = new PruningOptions { Ratio = 0.4 };
/// CompressedModel pruned = model.Prune(options, ChannelCriterion.Taylor, FashionMnist.Load().Train);
/// using DsCnnModel small = DsCnnModel.From(pruned.Model);
/// </code></example>
public static class Pruner
{
    /// <summary>Scores a network's channels, decides which ones to remove, and removes them.</summary>
    /// <param name="model">The network, which is not changed.</param>
    /// <param name="options">How many channels to remove, and which.</param>
    /// <param name="criterion">How importance is measured. Default: by the change of the loss.</param>
    /// <param name="images">Images to measure on, labeled for <see cref="ChannelCriterion.Taylor"/>; null if the criterion needs none.</param>
    /// <param name="calibration">The number of images. Default: see <see cref="CalibrationOptions"/>.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The smaller network and what was done.</returns>
    /// <exception cref="ArgumentException">That many channels cannot be removed, or the criterion needs images that are missing or do not fit.</exception>
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

    /// <summary>Decides which channels to remove.</summary>
    internal static PruningPlan PlanPruning(
        this DsCnnModel model, PruningOptions options, ChannelCriterion criterion, IImageSource? images, CalibrationOptions? calibration, CancellationToken cancellationToken) =>
        PruningPlanner.Plan(model.Spec, model.Score(criterion, images, calibration, cancellationToken), options);
}
