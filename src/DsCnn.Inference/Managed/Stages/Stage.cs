namespace DsCnn.Inference;

/// <summary>One step of a compiled network: computes rows of one map from rows of others. All sizes and packed weights are fixed.</summary>
internal abstract unsafe class Stage(Map input, Map output)
{
    /// <summary>The map that it reads row by row.</summary>
    internal Map Input { get; } = input;

    internal Map Output { get; } = output;

    /// <summary>Other maps, which it may read anywhere.</summary>
    internal virtual IEnumerable<Map> Others => [];

    /// <summary>The additional memory that each thread needs while it runs.</summary>
    internal virtual long ScratchBytes => 0;

    /// <summary>The memory that it writes for others in addition to its output: the sums of its rows.</summary>
    internal virtual long SideBytes => 0;

    /// <summary>The offset of that memory in the arena.</summary>
    internal long SideOffset { get; set; }

    /// <summary>The number of parts of its channels that can be computed separately.</summary>
    internal virtual int Columns => 1;

    /// <summary>The number of multiplications for an image, or of elements if there are none.</summary>
    internal virtual long Work => Output.Value.Shape.LongElements;

    /// <summary>Whether an output row needs only some of the input rows.</summary>
    internal virtual bool IsLocal => true;

    /// <summary>The size of the weights that it reads completely, in bytes.</summary>
    internal virtual long WeightBytes => 0;

    /// <summary>The input rows that some output rows need; rows outside the map are padding.</summary>
    internal abstract (int First, int End) RowsFor(int first, int end);

    /// <summary>Computes rows.</summary>
    /// <param name="input">The input's rows.</param>
    /// <param name="output">Memory for the output's rows.</param>
    /// <param name="rows">The output rows, and parts of its channels, to compute.</param>
    /// <param name="memory">All other memory.</param>
    internal abstract void Run(RowView input, RowView output, Piece rows, in RunMemory memory);

    /// <summary>The input rows that a kernel of the given size needs for some output rows.</summary>
    private protected static (int First, int End) Window(int first, int end, int kernel, int stride, int padding) =>
        ((first * stride) - padding, ((end - 1) * stride) - padding + kernel);
}

/// <summary>A part of the work of a stage.</summary>
/// <param name="First">The first row of the output.</param>
/// <param name="End">The row after the last.</param>
/// <param name="FirstColumn">The first part of its channels.</param>
/// <param name="EndColumn">The part after the last.</param>
internal readonly record struct Piece(int First, int End, int FirstColumn, int EndColumn);

/// <summary>The memory of one call, and the part of it that belongs to one thread.</summary>
internal readonly unsafe struct RunMemory(byte* arena, byte* scratch)
{
    internal byte* Arena => arena;

    internal byte* Scratch => scratch;

    internal RowView Whole(Map map) => new(map, arena + map.Offset, map.Height);
}
