namespace DsCnn.Inference;

/// <summary>The coefficients and components that a scan contains (T.81, B.2.3).</summary>
internal sealed class JpegScanHeader
{
    /// <summary>The maximum number of blocks per unit.</summary>
    private const int MostBlocks = 10;

    private const int LastCoefficient = 63;
    private const int LargestShift = 13;

    private JpegScanHeader(JpegComponent[] components, (int Dc, int Ac)[] tables) => (Components, Tables) = (components, tables);

    internal JpegComponent[] Components { get; }

    /// <summary>The tables for the codes of each component.</summary>
    internal (int Dc, int Ac)[] Tables { get; }

    /// <summary>The first and last coefficient, from low frequencies to high.</summary>
    internal int First { get; private init; }

    internal int Last { get; private init; }

    /// <summary>Whether the scan adds bits to coefficients from earlier scans.</summary>
    internal bool IsRefinement { get; private init; }

    /// <summary>How many low bits are left to later scans.</summary>
    internal int Shift { get; private init; }

    /// <exception cref="InvalidDataException">The header is damaged.</exception>
    internal static JpegScanHeader Read(ReadOnlySpan<byte> content, JpegFrame frame)
    {
        int count = content.IsEmpty ? 0 : content[0];
        if (count is < 1 or > 4 || content.Length < 4 + (2 * count))
            throw DamagedImage.Content();
        var components = new JpegComponent[count];
        var tables = new (int Dc, int Ac)[count];
        for (int i = 0; i < count; i++)
        {
            byte id = content[1 + (2 * i)];
            components[i] = Array.Find(frame.Components, c => c.Id == id) ?? throw DamagedImage.Content();
            tables[i] = (content[2 + (2 * i)] >> 4, content[2 + (2 * i)] & 15);
            if (tables[i].Dc > 3 || tables[i].Ac > 3 || components.AsSpan(0, i).Contains(components[i]))
                throw DamagedImage.Content();
        }

        ReadOnlySpan<byte> range = content[(1 + (2 * count))..];
        JpegScanHeader header = frame.IsProgressive
            ? new(components, tables) { First = range[0], Last = range[1], IsRefinement = range[2] >> 4 != 0, Shift = range[2] & 15 }
            : new(components, tables) { Last = LastCoefficient };
        bool fits = !frame.IsProgressive
            || (header.Shift <= LargestShift && (range[2] >> 4 == 0 || range[2] >> 4 == header.Shift + 1)
                && (header.First == 0 ? header.Last == 0 : count == 1 && header.First <= header.Last && header.Last <= LastCoefficient));
        return fits && (count == 1 || components.Sum(c => c.Across * c.Down) <= MostBlocks) ? header : throw DamagedImage.Content();
    }
}
