namespace DsCnn.Data;

/// <summary>Reads, augments, normalizes and mixes images, for one thread.</summary>
/// <remarks>All random numbers depend on the seed, the epoch and the image's position in it, but not on threads or earlier batches.</remarks>
internal sealed class BatchFiller(IImageSource source, BatchLoaderOptions options, PixelWriter writer)
{
    /// <summary>Random streams that do not belong to a position in an epoch.</summary>
    private const long OrderStream = -1;
    private const long FirstMixStream = -2;

    /// <summary>The key in <see cref="Exception.Data"/> for the index of the image that could not be read.</summary>
    internal const string ImageIndexKey = "ImageIndex";

    private readonly byte[] _pixels = new byte[writer.Layout.Length];
    private readonly bool[] _has = new bool[source.ClassNames.Count];
    private readonly ImageRandom _random = new();

    /// <summary>Shuffles images for an epoch.</summary>
    internal void Shuffle(Span<int> images, int epoch)
    {
        _random.Restart(options.Seed, epoch, OrderStream);
        _random.Shuffle(images);
    }

    /// <summary>Fills in one image and its label.</summary>
    internal void Fill(BatchBuffer buffer, EpochOrder order, int step, int place)
    {
        int index = order.ImageAt(step, place);
        try
        {
            FillLabels(buffer, index, place);
            source.CopyPixels(index, _pixels);
        }
        catch (Exception exception)
        {
            exception.Data[ImageIndexKey] = index;
            throw;
        }

        _random.Restart(options.Seed, order.Epoch, order.PositionOf(step, place));
        for (int i = 0; i < options.Augmentations.Count; i++)
            options.Augmentations[i].Apply(_pixels, source.Shape, _random);
        writer.Write(_pixels, buffer.Images.Slice(place * writer.Layout.Length, writer.Layout.Length));
    }

    /// <summary>Completes a batch whose images are filled in: weighs and mixes it.</summary>
    internal void Complete(BatchBuffer buffer, EpochOrder order, int step)
    {
        if (options.LabelWeights is { } weights && !options.Share.IsWhole && !buffer.HasTargets)
            buffer.WholeWeight = Weigh(order.WholeBatch(step), weights);
        Mix(buffer, order, step);
    }

    private double Weigh(ReadOnlySpan<int> images, IReadOnlyList<double> weights)
    {
        double sum = 0;
        foreach (int index in images)
            sum += weights[source.ReadLabel(index)];
        return sum;
    }

    private void Mix(BatchBuffer buffer, EpochOrder order, int step)
    {
        if (options.Mixing.Count == 0)
            return;
        _random.Restart(options.Seed, order.Epoch, FirstMixStream - step);
        BatchMix mix = options.Mixing[_random.Next(options.Mixing.Count)];
        if (mix.Probability < 1 && _random.NextDouble() >= mix.Probability)
            return;
        buffer.MixWeight = mix.Apply(buffer.Images, buffer.Count, writer.Layout, _random);
        if (!buffer.HasTargets)
            BatchMix.CopyPartners(buffer.Labels, buffer.MixedLabels);
    }

    private void FillLabels(BatchBuffer buffer, int index, int place)
    {
        if (!buffer.HasTargets)
        {
            buffer.Labels[place] = source.ReadLabel(index);
            return;
        }

        source.CopyLabels(index, _has);
        Span<float> targets = buffer.TargetsOf(place);
        for (int label = 0; label < _has.Length; label++)
            targets[label] = _has[label] ? 1 : 0;
    }
}
