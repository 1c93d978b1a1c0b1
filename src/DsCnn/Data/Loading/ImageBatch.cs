using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>Converts images to tensors.</summary>
public static class ImageBatch
{
    /// <summary>Reads images into one preprocessed tensor.</summary>
    /// <param name="source">The images.</param>
    /// <param name="indices">The indices of the images.</param>
    /// <param name="preprocessing">The normalization, or null for pixel / 255 alone.</param>
    /// <param name="device">The device for the tensor. Default: the CPU.</param>
    /// <returns>N x C x H x W, float32.</returns>
    /// <exception cref="ArgumentException">The normalization has a different number of channels.</exception>
    public static Tensor Images(IImageSource source, ReadOnlySpan<int> indices, Preprocessing? preprocessing = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var layout = new ImageLayout { Shape = source.Shape, ChannelsInnermost = false };
        var writer = new PixelWriter(layout, preprocessing);
        byte[] pixels = new byte[layout.Length];

        using DisposeScope scope = NewDisposeScope();
        Tensor batch = empty(layout.DimensionsOf(indices.Length));
        Span<float> numbers = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (int i = 0; i < indices.Length; i++)
        {
            source.CopyPixels(indices[i], pixels);
            writer.Write(pixels, numbers.Slice(i * layout.Length, layout.Length));
        }

        return batch.to(device ?? CPU).MoveToOuterDisposeScope();
    }

    /// <summary>Decodes an image file for classification: upright and on white, scaled and cropped to the network's size, in grayscale or color as the network requires.</summary>
    /// <param name="path">A png, jpg, bmp, webp or gif file.</param>
    /// <param name="shape">The network's input, with 1 or 3 channels.</param>
    /// <param name="preprocessing">The normalization, or null for pixel / 255 alone.</param>
    /// <param name="device">The device for the tensor. Default: the CPU.</param>
    /// <param name="maxPixels">The maximum number of pixels in the file, from 1 to <see cref="ImageFolderOptions.LargestMaxPixels"/>.</param>
    /// <returns>1 x C x H x W, float32.</returns>
    /// <exception cref="ArgumentException">The shape or the normalization has a different number of channels.</exception>
    /// <exception cref="UnreadableImagesException">The file cannot be read, or is not an image.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public static Tensor FromFile(
        string path, InputSpec shape, Preprocessing? preprocessing = null, Device? device = null, int maxPixels = ImageLimits.DefaultMaxPixels) =>
        Images(new SingleImage(path, shape, Check.Between(maxPixels, 1, ImageFolderOptions.LargestMaxPixels)), [0], preprocessing, device);

    /// <summary>Reads the labels of images that may have any number of them into a tensor.</summary>
    /// <param name="source">The images; if they have one class each, that is the label.</param>
    /// <param name="indices">The indices of the images.</param>
    /// <param name="device">The device for the tensor. Default: the CPU.</param>
    /// <returns>N x classes, float32: 1 for each label that an image has, else 0.</returns>
    public static Tensor Targets(IImageSource source, ReadOnlySpan<int> indices, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        int classes = source.ClassNames.Count;
        bool[] has = new bool[classes];
        float[] targets = new float[indices.Length * classes];
        for (int i = 0; i < indices.Length; i++)
        {
            source.CopyLabels(indices[i], has);
            for (int label = 0; label < classes; label++)
                targets[(i * classes) + label] = has[label] ? 1 : 0;
        }

        return tensor(targets, [indices.Length, classes], device: device ?? CPU);
    }

    /// <summary>Reads the class of each image into a tensor.</summary>
    /// <param name="source">The images.</param>
    /// <param name="indices">The indices of the images.</param>
    /// <param name="device">The device for the tensor. Default: the CPU.</param>
    /// <returns>N, int64.</returns>
    public static Tensor Labels(IImageSource source, ReadOnlySpan<int> indices, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        long[] labels = new long[indices.Length];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = source.GetLabel(indices[i]);
        return tensor(labels, device: device ?? CPU);
    }
}
