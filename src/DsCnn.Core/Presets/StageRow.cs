namespace DsCnn;

/// <summary>A row of an architecture's table: blocks of one width and kernel, of which the first may have a stride.</summary>
/// <param name="OutChannels">Output channels of every block.</param>
/// <param name="Repeats">How many blocks.</param>
/// <param name="Kernel">Kernel of the depthwise convolutions.</param>
/// <param name="Stride">Stride of the first block; the others have 1.</param>
public sealed record StageRow(int OutChannels, int Repeats, int Kernel, int Stride);
