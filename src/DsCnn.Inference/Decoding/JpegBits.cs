namespace DsCnn.Inference;

/// <summary>The bits of a scan, in which 0xff is followed by a 0 that does not count, up to the next marker.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> file, int at)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private ulong _bits;
    private int _count;

    /// <summary>How many of the bits are none: a marker came, or the file's end.</summary>
    private int _missing;

    /// <summary>Where what follows the bits that were taken begins, at a marker at the latest.</summary>
    internal int At { get; private set; } = at;

    /// <summary>Reads the symbol of a code.</summary>
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

    /// <summary>Reads a number of so many bits, of which those that begin with 0 are negative (T.81, F.2.2.1).</summary>
    internal int Number(int count)
    {
        if (count == 0)
            return 0;
        int bits = Read(count);
        return bits >= 1 << (count - 1) ? bits : bits - (1 << count) + 1;
    }

    /// <summary>Leaves what fills up the last byte, and takes the marker that divides a scan.</summary>
    /// <exception cref="InvalidDataException">It is not there, or another one.</exception>
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
