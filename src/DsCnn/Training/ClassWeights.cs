namespace DsCnn.Training;

/// <summary>Computes weights for <see cref="TrainerOptions.ClassWeights"/> and <see cref="BinaryCrossEntropy.PositiveWeights"/>.</summary>
public static class ClassWeights
{
    /// <summary>Weights that give all classes equal influence, however many images they have: images / (classes * images of the class); for images with several labels, all labels / (classes * the label's).</summary>
    /// <param name="source">The training images.</param>
    /// <returns>A weight per class, 0 for a class without images; the mean over all images is 1 if every class has some.</returns>
    public static IReadOnlyList<double> Balanced(IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] counts = Count(source);
        int labels = counts.Sum();
        return [.. counts.Select(count => count == 0 ? 0 : (double)labels / (counts.Length * count))];
    }

    /// <summary>Weights for <see cref="BinaryCrossEntropy.PositiveWeights"/> that give images with a label the same influence as those without: images without / images with.</summary>
    /// <param name="source">The training images.</param>
    /// <returns>A weight per class, 1 for a class that no image or every image has.</returns>
    public static IReadOnlyList<double> Positive(IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return [.. Count(source).Select(count => count == 0 || count == source.Count ? 1 : (double)(source.Count - count) / count)];
    }

    /// <summary>The number of images of each class or label.</summary>
    internal static int[] Count(IImageSource source)
    {
        bool[] has = new bool[source.ClassNames.Count];
        int[] counts = new int[has.Length];
        for (int i = 0; i < source.Count; i++)
        {
            source.CopyLabels(i, has);
            foreach ((int label, bool one) in has.Index())
                counts[label] += one ? 1 : 0;
        }

        return counts;
    }
}
