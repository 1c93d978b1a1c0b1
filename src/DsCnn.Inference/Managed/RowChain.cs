namespace DsCnn.Inference;

/// <summary>Stages that run together, some rows at a time, so that the maps between them never exist completely and stay in cache.</summary>
internal sealed unsafe class RowChain
{
    private readonly Stage[] _stages;

    /// <summary>The offsets of the rows between two stages in scratch memory.</summary>
    private readonly long[] _windows;

    /// <summary>The maximum number of rows in each window.</summary>
    private readonly int[] _capacities;

    private readonly int _group;
    private readonly long _stageScratch;

    /// <summary>Joins stages, each of which is the only reader of the previous one's output.</summary>
    /// <param name="stages">One or more.</param>
    /// <param name="group">The number of rows of the last output that are computed at a time.</param>
    internal RowChain(IReadOnlyList<Stage> stages, int group)
    {
        _stages = [.. stages];
        _group = Math.Min(group, Output.Height);
        _windows = new long[_stages.Length - 1];
        _capacities = new int[_windows.Length];
        long offset = 0;
        int rows = _group;
        for (int i = _stages.Length - 1; i > 0; i--)
        {
            (int first, int end) = _stages[i].RowsFor(0, rows);
            Map map = _stages[i].Input;
            rows = Math.Min(end - first, map.Height);
            (_windows[i - 1], _capacities[i - 1]) = (offset, rows);
            offset += ConstantBlock.AlignUp((long)rows * map.RowBytes);
        }

        WindowBytes = offset;
        _stageScratch = _stages.Max(stage => stage.ScratchBytes);
    }

    internal Map Input => _stages[0].Input;

    internal Map Output => _stages[^1].Output;

    internal IReadOnlyList<Stage> Stages => _stages;

    /// <summary>The memory for the rows between the stages.</summary>
    internal long WindowBytes { get; }

    internal long ScratchBytes => WindowBytes + _stageScratch;

    /// <summary>The number of multiplications, or of elements if there are none.</summary>
    internal long Work => _stages.Sum(stage => stage.Work);

    /// <summary>The number of parts of the channels that can be computed separately.</summary>
    internal int Columns => _stages.Length == 1 ? _stages[0].Columns : 1;

    /// <summary>Computes a part of the output.</summary>
    internal void Run(Piece piece, in RunMemory memory)
    {
        RowView input = memory.Whole(Input), output = memory.Whole(Output);
        if (_stages.Length == 1)
        {
            _stages[0].Run(input, output, piece, memory);
            output.Pad(piece.First, piece.End);
            return;
        }

        var inner = new RunMemory(memory.Arena, memory.Scratch + WindowBytes);
        // For each window, the row after the last one in it; for each stage, the row to compute.
        int* held = stackalloc int[_windows.Length];
        Piece* pieces = stackalloc Piece[_stages.Length];
        for (int i = 0; i < _windows.Length; i++)
            held[i] = 0;
        for (int row = piece.First; row < piece.End; row += _group)
        {
            pieces[_stages.Length - 1] = new Piece(row, Math.Min(piece.End, row + _group), 0, _stages[^1].Columns);
            for (int i = _stages.Length - 1; i > 0; i--)
                pieces[i - 1] = Advance(i, pieces[i], ref held[i - 1]);
            for (int i = 0; i < _stages.Length; i++)
            {
                if (pieces[i].First >= pieces[i].End)
                    continue;
                RowView source = i == 0 ? input : ViewOf(i - 1, memory.Scratch);
                RowView target = i == _windows.Length ? output : ViewOf(i, memory.Scratch);
                _stages[i].Run(source, target, pieces[i], inner);
                target.Pad(pieces[i].First, pieces[i].End);
            }
        }
    }

    /// <summary>Advances a window to the rows that a stage needs, and returns which of them to compute.</summary>
    private Piece Advance(int stage, Piece piece, ref int held)
    {
        if (piece.First >= piece.End)
            return default;
        (int first, int end) = _stages[stage].RowsFor(piece.First, piece.End);
        (first, end) = (Math.Max(first, 0), Math.Min(end, _stages[stage].Input.Height));
        int made = Math.Clamp(held, first, end);
        held = end;
        return new Piece(made, end, 0, _stages[stage - 1].Columns);
    }

    private RowView ViewOf(int window, byte* scratch) => new(_stages[window].Output, scratch + _windows[window], _capacities[window]);
}
