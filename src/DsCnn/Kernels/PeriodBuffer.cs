namespace DsCnn.Kernels;

/// <summary>Rented memory for some rows of a <see cref="ChannelPattern"/>'s period.</summary>
internal readonly unsafe struct PeriodBuffer : IDisposable
{
    private readonly int _period;
    private readonly int _rows;
    private readonly ScratchBuffer _buffer;

    internal PeriodBuffer(ChannelPattern pattern, int rows)
    {
        (_period, _rows) = (pattern.Period, rows);
        _buffer = new ScratchBuffer((long)rows * pattern.Period);
    }

    public void Dispose() => _buffer.Dispose();

    internal float* At(int row) => _buffer.Memory + ((long)row * _period);

    /// <summary>Sets a row to one value per channel.</summary>
    internal void Fill(int row, ReadOnlySpan<float> perChannel)
    {
        perChannel.CopyTo(new Span<float>(At(row), _period));
        Repeat(row, perChannel.Length);
    }

    /// <summary>Repeats the first values of a row, one per channel, over the whole period.</summary>
    internal void Repeat(int row, int channels)
    {
        var span = new Span<float>(At(row), _period);
        for (int at = channels; at < _period; at += channels)
            span[..channels].CopyTo(span[at..]);
    }

    /// <summary>Sums a channel over its positions in the period and over every fourth row from the given one: the results of all parts.</summary>
    internal double Total(int firstRow, int channel, int channels)
    {
        double total = 0;
        for (int row = firstRow; row < _rows; row += 4)
        {
            float* values = At(row);
            for (int at = channel; at < _period; at += channels)
                total += values[at];
        }

        return total;
    }
}
