namespace DsCnn.Pixels;

/// <summary>The order in which a batch stores an image's numbers.</summary>
internal sealed record ImageLayout
{
    internal required InputSpec Shape { get; init; }

    /// <summary>Whether it is H x W x C, which is fastest for convolutions on the CPU, instead of C x H x W.</summary>
    internal required bool ChannelsInnermost { get; init; }

    internal int Length => Shape.Shape.Elements;

    /// <summary>The number of passes over the rows: one per channel, or one for all.</summary>
    internal int Planes => ChannelsInnermost ? 1 : Shape.Channels;

    /// <summary>The distance between neighboring pixels in a row, in numbers.</summary>
    internal int PixelStride => ChannelsInnermost ? Shape.Channels : 1;

    internal int RowStride => PixelStride * Shape.Width;

    internal long[] DimensionsOf(int images) => ChannelsInnermost
        ? [images, Shape.Height, Shape.Width, Shape.Channels]
        : [images, Shape.Channels, Shape.Height, Shape.Width];
}
