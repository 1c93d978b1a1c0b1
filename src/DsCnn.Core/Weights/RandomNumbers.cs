namespace DsCnn.Weights;

/// <summary>Random numbers from distributions that <see cref="Random"/> lacks.</summary>
internal static class RandomNumbers
{
    /// <summary>A standard normal number (Box and Muller 1958).</summary>
    internal static double NextNormal(this Random random) => Math.Sqrt(-2 * Math.Log(random.NextPositive())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A number above 0 and at most 1, so that its logarithm is finite.</summary>
    internal static double NextPositive(this Random random) => 1 - random.NextDouble();

    /// <summary>Numbers like those of preprocessed images: independent, normally distributed, mean 0 and standard deviation 1.</summary>
    internal static float[] NextImages(this Random random, int count)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
            value = (float)random.NextNormal();
        return values;
    }
}
