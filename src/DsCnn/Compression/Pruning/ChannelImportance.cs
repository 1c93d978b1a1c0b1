namespace DsCnn.Compression;

/// <summary>Scores the channels of networks.</summary>
internal static class ChannelImportance
{
    /// <summary>Scores all channels of a network.</summary>
    /// <remarks>
    /// Except for Taylor's, scores are divided by their root mean square within each set, so that layers of different magnitude can be compared. Sets that lack what the
    /// criterion measures (a batch norm, an SE module) are scored by the norm of their filters.
    /// </remarks>
    /// <param name="model">The network, which is not changed.</param>
    /// <param name="criterion">How importance is measured.</param>
    /// <param name="images">Images to measure on, labeled for <see cref="ChannelCriterion.Taylor"/>; null if the criterion needs none.</param>
    /// <param name="calibration">The number of images. Default: see <see cref="CalibrationOptions"/>.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The scores of each of the network's groups, in order.</returns>
    /// <exception cref="ArgumentException">The criterion needs images that are missing or do not fit.</exception>
    public static IReadOnlyList<ChannelScores> Score(
        this DsCnnModel model, ChannelCriterion criterion, IImageSource? images = null, CalibrationOptions? calibration = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        Check.Defined(criterion, nameof(criterion));
        calibration ??= new CalibrationOptions();
        IReadOnlyList<ChannelGroup> groups = model.Spec.ChannelGroups();
        ModelFile file = model.ToModelFile();
        Func<ChannelSet, double[]> score = criterion switch
        {
            ChannelCriterion.BatchNormScale => set => Normalize(BatchNormScale(file, set) ?? FilterNorm(file, set)),
            ChannelCriterion.WeightNorm => set => Normalize(FilterNorm(file, set)),
            ChannelCriterion.GateActivity => ByActivity(model, file, Needed(images, criterion), calibration, cancellationToken),
            _ => ByTaylor(model, groups, Needed(images, criterion), calibration, cancellationToken),
        };
        return [.. groups.Select(group => new ChannelScores(group, group.Sets.Select(score)))];
    }

    private static IImageSource Needed(IImageSource? images, ChannelCriterion criterion) =>
        images ?? throw new ArgumentException($"{criterion} is measured on images. Received: none.", nameof(images));

    private static Func<ChannelSet, double[]> ByActivity(
        DsCnnModel model, ModelFile file, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        Dictionary<string, double[]> activities = GateActivity.Measure(model, images, calibration, cancellationToken);
        return set => Normalize(set.Scaled.IsEmpty ? FilterNorm(file, set) : Sum(set.Scaled.Select(value => activities[value])));
    }

    private static Func<ChannelSet, double[]> ByTaylor(
        DsCnnModel model, IReadOnlyList<ChannelGroup> groups, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        Dictionary<ChannelSet, double[]> scores = TaylorImportance.Measure(model, groups, images, calibration, cancellationToken);
        return set => scores[set];
    }

    private static double[]? BatchNormScale(ModelFile file, ChannelSet set) =>
        set.Norms.IsEmpty ? null : Sum(set.Norms.Select(name => file.Weights[name].ToFloats().Select(scale => (double)Math.Abs(scale)).ToArray()));

    private static double[] FilterNorm(ModelFile file, ChannelSet set)
    {
        // A residual stream that starts at the image has channels that no filter produces; they cannot be removed anyway.
        if (set.Filters.IsEmpty)
            return [.. Enumerable.Repeat(1.0, set.Width)];
        return [.. Sum(set.Filters.Select(name => SquaredNorms(file.Weights[name]))).Select(Math.Sqrt)];
    }

    private static double[] SquaredNorms(WeightTensor filters) =>
        [.. filters.ToFloats().Chunk(filters.Dimensions.Skip(1).Aggregate(1, (product, extent) => product * extent)).Select(f => f.Sum(w => (double)w * w))];

    private static double[] Sum(IEnumerable<double[]> rows) => rows.Aggregate((sum, row) => [.. sum.Zip(row, (a, b) => a + b)]);

    private static double[] Normalize(double[] scores)
    {
        double size = Math.Sqrt(scores.Average(score => score * score));
        return size > 0 ? [.. scores.Select(score => score / size)] : scores;
    }
}
