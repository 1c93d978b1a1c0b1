namespace DsCnn.Inference;

/// <summary>One step of a compiled network: rows of one map from rows of others. It knows every size and holds every packed weight.</summary>
internal abstract unsafe class Stage(Map input, Map output)
{
    /// <summary>What it reads row by row.</summary>
    internal Map Input { get; } = input;

    internal Map Output { get; } = output;

    /// <summary>Other maps, of which it reads whatever it likes.</summary>
    internal virtual IEnumerable<Map> Others => [];

    /// <summary>Memory that it needs beside the maps while it runs, in each thread.</summary>
    internal virtual long ScratchBytes => 0;

    /// <summary>Memory that it writes for others, beside its output: the sums of its rows.</summary>
    internal virtual long SideBytes => 0;

    /// <summary>Where that lies in the arena.</summary>
    internal long SideOffset { get; set; }

    /// <summary>How many parts of its channels can be computed apart, each on its own.</summary>
    internal virtual int Columns => 1;

    /// <summary>Multiplications for an image, or numbers where it has none.</summary>
    internal virtual long Work => Output.Value.Shape.LongElements;

    /// <summary>Whether a row of its output needs only some rows of its input.</summary>
    internal virtual bool IsLocal => true;

    /// <summary>The weights that it reads from the first to the last, in bytes.</summary>
    internal virtual long WeightBytes => 0;

    /// <summary>Which rows of the input some rows of the output need; rows outside of the map stand for padding.</summary>
    internal abstract (int First, int End) RowsFor(int first, int end);

    /// <summary>Computes rows.</summary>
    /// <param name="input">The input's rows.</param>
    /// <param name="output">Where the output's rows go.</param>
    /// <param name="rows">Which rows of the output, and which parts of its channels.</param>
    /// <param name="memory">Where everything else lies.</param>
    internal abstract void Run(RowView input, RowView output, Piece rows, in RunMemory memory);

    /// <summary>The rows of an input map that a kernel of a size needs for some rows.</summary>
    private protected static (int First, int End) Window(int first, int end, int kernel, int stride, int padding) =>
        ((first * stride) - padding, ((end - 1) * stride) - padding + kernel);
}

/// <summary>A part of the work of a stage.</summary>
/// <param name="First">The first row of the output.</param>
/// <param name="End">The row after the last.</param>
/// <param name="FirstColumn">The first part of its channels.</param>
/// <param name="EndColumn">The part after the last.</param>
internal readonly record struct Piece(int First, int End, int FirstColumn, int EndColumn);

/// <summary>The memory of one call, and what of it one thread has for itself.</summary>
internal readonly unsafe struct RunMemory(byte* arena, byte* scratch)
{
    internal byte* Arena => arena;

    internal byte* Scratch => scratch;

    internal RowView Whole(Map map) => new(map, arena + map.Offset, map.Height);
}
