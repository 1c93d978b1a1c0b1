namespace DsCnn;

/// <summary>Weights for <see cref="TrainerOptions.ClassWeights"/>.</summary>
public static class ClassWeights
{
    /// <summary>Weights that let every class count as much as any other, however many images it has: images / (classes * images of the class).</summary>
    /// <param name="source">The training images.</param>
    /// <returns>A weight per class, 0 for a class without images; the mean over all images is 1 where every class has some.</returns>
    public static IReadOnlyList<double> Balanced(IImageSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] counts = new int[source.ClassNames.Count];
        for (int i = 0; i < source.Count; i++)
            counts[source.GetLabel(i)]++;
        return [.. counts.Select(count => count == 0 ? 0 : (double)source.Count / (counts.Length * count))];
    }
}
