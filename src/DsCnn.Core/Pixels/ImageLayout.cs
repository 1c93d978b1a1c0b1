namespace DsCnn.Pixels;

/// <summary>The order of an image's numbers in a batch's memory.</summary>
internal sealed record ImageLayout
{
    internal required InputSpec Shape { get; init; }

    /// <summary>Whether it is H x W x C, in which the CPU's convolutions are fastest, instead of C x H x W.</summary>
    internal required bool ChannelsInnermost { get; init; }

    internal int Length => Shape.Shape.Elements;

    /// <summary>How often the rows are gone through, once per channel or once for all.</summary>
    internal int Planes => ChannelsInnermost ? 1 : Shape.Channels;

    /// <summary>Numbers from one pixel to the next in a row.</summary>
    internal int PixelStride => ChannelsInnermost ? Shape.Channels : 1;

    internal int RowStride => PixelStride * Shape.Width;

    internal long[] DimensionsOf(int images) => ChannelsInnermost
        ? [images, Shape.Height, Shape.Width, Shape.Channels]
        : [images, Shape.Channels, Shape.Height, Shape.Width];
}
