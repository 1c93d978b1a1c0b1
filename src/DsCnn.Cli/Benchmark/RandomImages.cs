namespace DsCnn.Cli;

/// <summary>Numbers of the size of preprocessed images; what they show makes no difference to the time.</summary>
internal static class RandomImages
{
    /// <exception cref="UsageException">They are too many for one array.</exception>
    internal static float[] Create(int count, InputSpec shape)
    {
        BatchLimit.Require(count, shape);
        var random = new Random(0);
        float[] images = new float[count * (int)shape.Shape.Elements];
        foreach (ref float number in images.AsSpan())
            number = (float)((random.NextDouble() * 4) - 2);
        return images;
    }
}
