namespace DsCnn.Inference;

/// <summary>A table of codes of 1 to 16 bits (T.81, annex C).</summary>
internal sealed class JpegHuffman
{
    internal const int LongestCode = 16;

    /// <summary>Codes of up to this many bits are found with a single lookup.</summary>
    internal const int FastBits = 9;

    private const int MaxSymbols = 256;

    private readonly byte[] _symbols;

    /// <summary>Indexed by the next bits: the symbol, plus the length of its code times 256; 0 if the code is longer.</summary>
    private readonly ushort[] _fast = new ushort[1 << FastBits];

    /// <summary>For each length, the first code with more bits, left-aligned in 16 bits.</summary>
    private readonly int[] _ends = new int[LongestCode + 1];

    /// <summary>For each length, the offset from a code to the index of its symbol.</summary>
    private readonly int[] _offsets = new int[LongestCode + 1];

    private JpegHuffman(ReadOnlySpan<byte> counts, byte[] symbols)
    {
        _symbols = symbols;
        int code = 0;
        int symbol = 0;
        for (int length = 1; length <= LongestCode; length++)
        {
            _offsets[length] = symbol - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, symbol++)
            {
                if (length <= FastBits)
                    _fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length)).Fill((ushort)((length << 8) | symbols[symbol]));
            }

            _ends[length] = code << (LongestCode - length);
            code <<= 1;
        }
    }

    /// <summary>Reads a table.</summary>
    /// <param name="content">16 counts of codes, followed by their symbols.</param>
    /// <param name="isDc">Whether symbols are only lengths of numbers.</param>
    /// <param name="bytes">The size of the table in bytes.</param>
    /// <exception cref="InvalidDataException">There are more codes than the bits allow.</exception>
    internal static JpegHuffman Read(ReadOnlySpan<byte> content, bool isDc, out int bytes)
    {
        if (content.Length < LongestCode)
            throw DamagedImage.Content();
        ReadOnlySpan<byte> counts = content[..LongestCode];
        int symbols = 0;
        int room = 1;
        foreach (byte count in counts)
        {
            room = (2 * room) - count;
            symbols += count;
            if (room < 0)
                throw DamagedImage.Content();
        }

        bytes = LongestCode + symbols;
        if (symbols > MaxSymbols || content.Length < bytes)
            throw DamagedImage.Content();
        byte[] values = content[LongestCode..bytes].ToArray();
        return isDc && values.Any(value => value > 15) ? throw DamagedImage.Content() : new JpegHuffman(counts, values);
    }

    /// <summary>Finds the symbol for the next bits.</summary>
    /// <param name="next">The next 16 bits.</param>
    /// <param name="length">The length of its code in bits.</param>
    /// <exception cref="InvalidDataException">The bits do not begin with a code.</exception>
    internal byte Find(int next, out int length)
    {
        int entry = _fast[next >> (LongestCode - FastBits)];
        length = entry >> 8;
        if (length > 0)
            return (byte)entry;
        for (length = FastBits + 1; length <= LongestCode; length++)
        {
            if (next < _ends[length])
                return _symbols[(next >> (LongestCode - length)) + _offsets[length]];
        }

        throw DamagedImage.Content();
    }
}
