namespace DsCnn.Cli;

/// <summary>How many images fit into one array.</summary>
internal static class BatchLimit
{
    internal static int Of(InputSpec shape) => (int)(Array.MaxLength / shape.Shape.Elements);

    /// <exception cref="UsageException">So many do not.</exception>
    internal static void Require(int batch, InputSpec shape)
    {
        if (batch > Of(shape))
            throw new UsageException($"--batch: expected at most {Of(shape)} images of {shape.Shape}. Received: {batch}.");
    }

    /// <summary>Random images to time an engine by.</summary>
    /// <exception cref="UsageException">So many do not fit.</exception>
    internal static float[] RandomImages(int batch, InputSpec shape)
    {
        Require(batch, shape);
        return new Random(0).NextImages(batch * shape.Shape.Elements);
    }
}
