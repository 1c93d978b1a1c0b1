using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>What every engine is given.</summary>
internal sealed record Workload
{
    /// <summary>How many bytes of images an engine draws its batches from.</summary>
    private const int ImageBytes = 1 << 26;

    internal required ModelSpec Network { get; init; }

    internal required int Batch { get; init; }

    internal required int Threads { get; init; }

    /// <summary>The network's files, for engines that read them: see <see cref="InferenceFiles"/>.</summary>
    internal string? Folder { get; init; }

    /// <summary>Images to draw from: a few batches at least, so that an epoch does not end all the time.</summary>
    internal int Images => (int)Math.Clamp(ImageBytes / Network.Input.Shape.Elements, 8L * Batch, 64L * Batch);

    /// <summary>Random pixels N x C x H x W.</summary>
    internal byte[] Pixels()
    {
        byte[] pixels = new byte[Images * Network.Input.Shape.Elements];
        new Random(1).NextBytes(pixels);
        return pixels;
    }

    /// <summary>A batch of random images, normalized: N x C x H x W.</summary>
    internal float[] Numbers()
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, (int)(Batch * Network.Input.Shape.Elements)).Select(_ => (random.NextSingle() * 4) - 2)];
    }

    /// <summary>The same as a tensor.</summary>
    internal Tensor Tensor()
    {
        TensorShape shape = Network.Input.Shape;
        return tensor(Numbers(), [Batch, shape.Channels, shape.Height, shape.Width]);
    }

    /// <summary>The images and their labels as the library takes them.</summary>
    internal ImageSet ImageSet()
    {
        string[] classes = [.. Enumerable.Range(0, Network.Output.Channels).Select(label => $"{label}")];
        return new ImageSet(Network.Input, Pixels(), Labels(), classes);
    }

    internal int[] Labels()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, Images).Select(_ => random.Next(Network.Output.Channels))];
    }
}
