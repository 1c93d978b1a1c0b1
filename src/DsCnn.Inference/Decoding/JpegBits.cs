namespace DsCnn.Inference;

/// <summary>The bits of a scan up to the next marker; a 0 after 0xff is skipped.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> file, int at)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private ulong _bits;
    private int _count;

    /// <summary>How many of the bits do not exist, because of a marker or the end of the file.</summary>
    private int _missing;

    /// <summary>The position after the bits that were read, at the next marker at the latest.</summary>
    internal int At { get; private set; } = at;

    /// <summary>Reads a code and returns its symbol.</summary>
    internal int Symbol(JpegHuffman table)
    {
        Fill();
        int symbol = table.Find((int)(_bits >> (_count - JpegHuffman.LongestCode)) & 0xffff, out int length);
        Drop(length);
        return symbol;
    }

    /// <summary>Reads up to 16 bits.</summary>
    internal int Read(int count)
    {
        Fill();
        int bits = (int)(_bits >> (_count - count)) & ((1 << count) - 1);
        Drop(count);
        return bits;
    }

    /// <summary>Reads a number with the given number of bits; those that begin with 0 are negative (T.81, F.2.2.1).</summary>
    internal int Number(int count)
    {
        if (count == 0)
            return 0;
        int bits = Read(count);
        return bits >= 1 << (count - 1) ? bits : bits - (1 << count) + 1;
    }

    /// <summary>Skips the padding of the last byte, and reads the restart marker.</summary>
    /// <exception cref="InvalidDataException">The marker is missing, or is a different one.</exception>
    internal void Restart(int index)
    {
        if (_count - _missing >= 8)
            throw DamagedImage.Content();
        (_bits, _count, _missing) = (0, 0, 0);
        while (At + 1 < _file.Length && _file[At] == 0xff && _file[At + 1] == 0xff)
            At++;
        if (At + 1 >= _file.Length)
            throw DamagedImage.CutShort();
        if (_file[At] != 0xff || _file[At + 1] != 0xd0 + (index & 7))
            throw DamagedImage.Content();
        At += 2;
    }

    private void Fill()
    {
        while (_count <= 32)
        {
            int next = 0;
            if (At < _file.Length && _file[At] != 0xff)
                next = _file[At++];
            else if (At + 1 < _file.Length && _file[At + 1] == 0)
                (next, At) = (0xff, At + 2);
            else
                _missing += 8;
            _bits = (_bits << 8) | (uint)next;
            _count += 8;
        }
    }

    private void Drop(int count)
    {
        _count -= count;
        if (_count < _missing)
            throw At + 1 >= _file.Length ? DamagedImage.CutShort() : DamagedImage.Content();
    }
}
