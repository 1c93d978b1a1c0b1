namespace DsCnn.Building;

/// <summary>A row of an architecture's table: blocks of the same width and kernel, the first of which may have a stride.</summary>
/// <param name="OutChannels">Output channels of each block.</param>
/// <param name="Repeats">The number of blocks.</param>
/// <param name="Kernel">Kernel of the depthwise convolutions.</param>
/// <param name="Stride">Stride of the first block; the others have stride 1.</param>
public sealed record StageRow(int OutChannels, int Repeats, int Kernel, int Stride)
{
    /// <summary>
    /// Filters of Conv_1 as a multiple of the block's input channels, or null for no Conv_1. If the product is not a whole number, it is rounded like widths. Default 6.
    /// </summary>
    public double? Expansion { get; init => field = value is { } factor ? Check.Factor(factor) : null; } = DsBlockSpec.Expansion;

    /// <summary>The block to repeat, or null for the table's. Widths, kernel, stride, residual and drop path come from the row. Default null.</summary>
    public DsBlockSpec? Block { get; init; }
}
