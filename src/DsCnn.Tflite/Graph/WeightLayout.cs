namespace DsCnn.Tflite;

/// <summary>Weights in TFLite's order, channels last.</summary>
internal abstract class WeightLayout
{
    /// <summary>The extents in the file.</summary>
    internal abstract int[] Shape { get; }

    /// <summary>The dimension of the filters.</summary>
    internal virtual int FilterDimension => 0;

    internal static WeightLayout Of(ConvolutionOperation convolution) => IsDepthwise(convolution) ? new DepthwiseLayout(convolution) : new DenseLayout(convolution);

    /// <summary>Whether each filter sees one channel, for which there is a separate operator.</summary>
    internal static bool IsDepthwise(ConvolutionOperation convolution) => convolution.Groups > 1 && convolution.Groups == convolution.InChannels;

    /// <summary>The number of elements of a weight in the file.</summary>
    internal static long ElementsOf(WeightedOperation operation) =>
        operation is ConvolutionOperation { Groups: > 1 } convolution && !IsDepthwise(convolution)
            ? checked(operation.Weight.Elements * convolution.Groups)
            : operation.Weight.Elements;

    /// <summary>Reorders weights from the model file's order to this one.</summary>
    internal abstract T[] Arrange<T>(ReadOnlySpan<T> weights);
}

/// <summary>Filters x rows x columns x channels, with zeros for the channels of other groups, because only the newest version of CONV_2D supports groups.</summary>
internal sealed class DenseLayout(ConvolutionOperation convolution) : WeightLayout
{
    internal override int[] Shape => [convolution.Filters, convolution.Kernel, convolution.Kernel, convolution.InChannels];

    internal override T[] Arrange<T>(ReadOnlySpan<T> weights)
    {
        int channels = convolution.InChannels, perGroup = channels / convolution.Groups, taps = convolution.Kernel * convolution.Kernel;
        int filtersPerGroup = convolution.Filters / convolution.Groups;
        T[] dense = new T[checked(convolution.Filters * taps * channels)];
        for (int filter = 0, from = 0; filter < convolution.Filters; filter++)
        {
            int first = filter / filtersPerGroup * perGroup;
            for (int channel = 0; channel < perGroup; channel++)
            {
                for (int tap = 0; tap < taps; tap++, from++)
                    dense[(((filter * taps) + tap) * channels) + first + channel] = weights[from];
            }
        }

        return dense;
    }
}

/// <summary>1 x rows x columns x filters.</summary>
internal sealed class DepthwiseLayout(ConvolutionOperation convolution) : WeightLayout
{
    internal override int[] Shape => [1, convolution.Kernel, convolution.Kernel, convolution.Filters];

    internal override int FilterDimension => 3;

    internal override T[] Arrange<T>(ReadOnlySpan<T> weights)
    {
        int taps = convolution.Kernel * convolution.Kernel;
        T[] turned = new T[weights.Length];
        for (int filter = 0, from = 0; filter < convolution.Filters; filter++)
        {
            for (int tap = 0; tap < taps; tap++, from++)
                turned[(tap * convolution.Filters) + filter] = weights[from];
        }

        return turned;
    }
}

/// <summary>Units x elements of the flattened map, pixel by pixel; as a matrix, or as filters of one pixel.</summary>
internal sealed class LinearLayout(LinearOperation linear, bool isConvolution) : WeightLayout
{
    internal override int[] Shape => isConvolution ? [linear.Units, 1, 1, linear.InFeatures] : [linear.Units, linear.InFeatures];

    internal override T[] Arrange<T>(ReadOnlySpan<T> weights)
    {
        TensorShape input = linear.Input.Shape;
        int pixels = input.IsVector ? 1 : input.Height * input.Width;
        T[] turned = new T[weights.Length];
        for (int unit = 0, from = 0; unit < linear.Units; unit++)
        {
            for (int channel = 0; channel < input.Channels; channel++)
            {
                for (int pixel = 0; pixel < pixels; pixel++, from++)
                    turned[(unit * linear.InFeatures) + (pixel * input.Channels) + channel] = weights[from];
            }
        }

        return turned;
    }
}
