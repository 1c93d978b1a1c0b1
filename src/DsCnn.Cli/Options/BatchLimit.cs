namespace DsCnn.Cli;

/// <summary>The number of images that fit into one array.</summary>
internal static class BatchLimit
{
    internal static int Of(InputSpec shape) => Of(shape.Shape);

    /// <exception cref="UsageException">The images do not fit.</exception>
    internal static void Require(int batch, InputSpec shape)
    {
        if (batch > Of(shape))
            throw new UsageException($"--batch: expected at most {Of(shape)} images of {shape.Shape}. Received: {batch}.");
    }

    /// <summary>The same for all maps of a network; a file with a fixed batch size holds them for the whole batch.</summary>
    /// <exception cref="UsageException">The maps do not fit.</exception>
    internal static void Require(int batch, ModelSpec spec)
    {
        TensorShape largest = spec.Plan.Values.MaxBy(value => value.Shape.LongElements)!.Shape;
        if (batch > Of(largest))
            throw new UsageException($"--batch: expected at most {Of(largest)} images with maps of {largest}. Received: {batch}.");
    }

    /// <summary>Random images for timing an engine.</summary>
    /// <exception cref="UsageException">The images do not fit.</exception>
    internal static float[] RandomImages(int batch, InputSpec shape)
    {
        Require(batch, shape);
        return new Random(0).NextImages(batch * shape.Shape.Elements);
    }

    private static int Of(TensorShape shape) => (int)(Array.MaxLength / shape.LongElements);
}
