using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Puts images into tensors.</summary>
public static class ImageBatch
{
    /// <summary>Reads images into one preprocessed tensor.</summary>
    /// <param name="source">The images.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="preprocessing">The normalisation, or null for pixel / 255 alone.</param>
    /// <param name="device">Where the tensor shall live. Default: the CPU.</param>
    /// <returns>N x C x H x W, float32.</returns>
    public static Tensor Images(IImageSource source, ReadOnlySpan<int> indices, Preprocessing? preprocessing = null, Device? device = null) =>
        Images(source, indices, preprocessing, device ?? CPU, augmentations: [], new Random(0));

    internal static Tensor Images(
        IImageSource source, ReadOnlySpan<int> indices, Preprocessing? preprocessing, Device device,
        IReadOnlyList<Augmentation> augmentations, Random random)
    {
        ArgumentNullException.ThrowIfNull(source);
        TensorShape shape = source.Shape.Shape;
        int imageBytes = checked((int)shape.Elements);
        byte[] pixels = new byte[checked(imageBytes * indices.Length)];
        for (int i = 0; i < indices.Length; i++)
        {
            Span<byte> image = pixels.AsSpan(i * imageBytes, imageBytes);
            source.CopyPixels(indices[i], image);
            foreach (Augmentation augmentation in augmentations)
                augmentation.Apply(image, source.Shape, random);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = tensor(pixels, [indices.Length, shape.Channels, shape.Height, shape.Width]);
        return Normalise(bytes.to(device).to(ScalarType.Float32), preprocessing).MoveToOuterDisposeScope();
    }

    /// <summary>Reads labels into a tensor.</summary>
    /// <param name="source">The images.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="device">Where the tensor shall live. Default: the CPU.</param>
    /// <returns>N, int64.</returns>
    public static Tensor Labels(IImageSource source, ReadOnlySpan<int> indices, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        long[] labels = new long[indices.Length];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = source.GetLabel(indices[i]);
        return tensor(labels, device: device ?? CPU);
    }

    /// <summary>(pixel / 255 - mean) / std, in place, as one multiplication and one addition.</summary>
    private static Tensor Normalise(Tensor pixels, Preprocessing? preprocessing)
    {
        if (preprocessing is null)
            return pixels.div_(255);

        ImmutableArray<double> std = preprocessing.Std;
        Tensor scale = PerChannel([.. std.Select(s => (float)(1 / (255 * s)))], pixels.device);
        Tensor offset = PerChannel([.. std.Zip(preprocessing.Mean, (s, mean) => (float)(-mean / s))], pixels.device);
        return pixels.mul_(scale).add_(offset);
    }

    private static Tensor PerChannel(float[] values, Device device) => tensor(values, [1, values.Length, 1, 1], device: device);
}
