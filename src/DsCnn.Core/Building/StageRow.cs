namespace DsCnn.Building;

/// <summary>A row of an architecture's table: blocks of one width and kernel, of which the first may have a stride.</summary>
/// <param name="OutChannels">Output channels of every block.</param>
/// <param name="Repeats">How many blocks.</param>
/// <param name="Kernel">Kernel of the depthwise convolutions.</param>
/// <param name="Stride">Stride of the first block; the others have 1.</param>
public sealed record StageRow(int OutChannels, int Repeats, int Kernel, int Stride)
{
    /// <summary>
    /// Filters of Conv_1 as a multiple of the block's input channels, or null for no Conv_1. Where it is no whole number, filters are rounded like widths. Default 6.
    /// </summary>
    public double? Expansion { get; init => field = value is { } factor ? Check.Factor(factor) : null; } = DsBlockSpec.Expansion;

    /// <summary>What its blocks look like, or null for the table's. Widths, kernel, stride, residual and drop path come from the row. Default null.</summary>
    public DsBlockSpec? Block { get; init; }
}
