namespace DsCnn.Benchmarks;

/// <summary>What every engine trains.</summary>
internal sealed record Workload
{
    /// <summary>How many bytes of images an engine draws its batches from.</summary>
    private const int ImageBytes = 1 << 26;

    internal required ModelSpec Network { get; init; }

    internal required int Batch { get; init; }

    internal required int Threads { get; init; }

    /// <summary>Images to draw from: a few batches at least, so that an epoch does not end all the time.</summary>
    internal int Images => (int)Math.Clamp(ImageBytes / Network.Input.Shape.Elements, 8L * Batch, 64L * Batch);

    /// <summary>Random pixels N x C x H x W.</summary>
    internal byte[] Pixels()
    {
        byte[] pixels = new byte[Images * Network.Input.Shape.Elements];
        new Random(1).NextBytes(pixels);
        return pixels;
    }

    internal int[] Labels()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Images).Select(_ => random.Next(Network.Output.Channels))];
    }
}
