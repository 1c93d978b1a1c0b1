namespace DsCnn.Weights;

/// <summary>Random numbers of other kinds than <see cref="Random"/> gives.</summary>
internal static class RandomNumbers
{
    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    internal static double NextNormal(this Random random) => Math.Sqrt(-2 * Math.Log(random.NextPositive())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Above 0 and at most 1, so that its logarithm is finite.</summary>
    internal static double NextPositive(this Random random) => 1 - random.NextDouble();

    /// <summary>Numbers as preprocessed images have them: independent, normal, mean 0 and standard deviation 1.</summary>
    internal static float[] NextImages(this Random random, int count)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextNormal();
        return values;
    }
}
