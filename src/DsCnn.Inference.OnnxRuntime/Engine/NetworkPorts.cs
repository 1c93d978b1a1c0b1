using Microsoft.ML.OnnxRuntime.Tensors;

namespace DsCnn.Inference;

/// <summary>The input and output of a network.</summary>
internal sealed record NetworkPorts
{
    internal required string InputName { get; init; }

    internal required string OutputName { get; init; }

    internal required InputSpec Input { get; init; }

    /// <summary>The element type of the input.</summary>
    internal TensorElementType InputType { get; init; } = TensorElementType.Float;

    internal TensorElementType OutputType { get; init; } = TensorElementType.Float;

    /// <summary>Whether the input is H x W x C, as in TensorFlow, rather than C x H x W.</summary>
    internal bool ChannelsLast { get; init; }

    /// <summary>The number of images per run, or null for any number.</summary>
    internal required int? FixedBatch { get; init; }

    /// <summary>The output's dimensions after the first, all but one of which are 1.</summary>
    internal required long[] OutputDimensions { get; init; }

    internal int Classes => (int)OutputDimensions.Aggregate(1L, (product, extent) => product * extent);

    internal int ImageLength => Input.Shape.Elements;

    internal long[] InputShape(int images) =>
        ChannelsLast ? [images, Input.Height, Input.Width, Input.Channels] : [images, Input.Channels, Input.Height, Input.Width];

    internal long[] OutputShape(int images) => [images, .. OutputDimensions];
}
