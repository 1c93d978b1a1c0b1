using System.IO.Compression;

namespace DsCnn.Inference;

/// <summary>Decompresses the rows of a PNG file and reverses their filters.</summary>
internal sealed class PngRows(PngHeader header, PngColors colors, Stream packed)
{
    /// <summary>The largest compression ratio of Deflate.</summary>
    private const long LargestRatio = 1032;

    /// <summary>The seven passes of an interlaced image: the first column and row, and the distance between columns and rows.</summary>
    private static readonly (int Column, int Row, int ColumnStep, int RowStep)[] _passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <exception cref="InvalidDataException">The data is damaged or truncated.</exception>
    internal RgbaImage Read()
    {
        // Before allocating memory for pixels that cannot exist.
        if ((long)header.Height * (1 + header.RowBytes(header.Width)) > LargestRatio * packed.Length)
            throw DamagedImage.CutShort();
        byte[] rgba = new byte[4 * header.Width * header.Height];
        using var unpacked = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            foreach ((int column, int row, int columnStep, int rowStep) in header.IsInterlaced ? _passes : [(0, 0, 1, 1)])
                ReadPass(unpacked, rgba, column, row, columnStep, rowStep);
        }
        catch (EndOfStreamException)
        {
            throw DamagedImage.CutShort();
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            // zlib also throws other exceptions.
            throw DamagedImage.Content();
        }

        return new RgbaImage(header.Width, header.Height, rgba);
    }

    private void ReadPass(ZLibStream unpacked, byte[] rgba, int column, int row, int columnStep, int rowStep)
    {
        int width = (header.Width - column + columnStep - 1) / columnStep;
        if (width <= 0)
            return;
        int bytes = header.RowBytes(width);
        byte[] above = new byte[bytes + 1];
        byte[] current = new byte[bytes + 1];
        for (; row < header.Height; row += rowStep)
        {
            unpacked.ReadExactly(current);
            Unfilter(current[0], current.AsSpan(1), above.AsSpan(1), header.FilterStep);
            colors.Write(current.AsSpan(1), rgba, (row * header.Width) + column, columnStep, width);
            (above, current) = (current, above);
        }
    }

    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (int i = 0; i < step; i++)
                    row[i] += (byte)(above[i] / 2);
                for (int i = step; i < row.Length; i++)
                    row[i] += (byte)((row[i - step] + above[i]) / 2);
                break;
            case 4:
                for (int i = 0; i < step; i++)
                    row[i] += above[i];
                for (int i = step; i < row.Length; i++)
                    row[i] += Paeth(row[i - step], above[i], above[i - step]);
                break;
            default:
                throw DamagedImage.Content();
        }
    }

    /// <summary>Whichever of left, above and above left is nearest to left + above - above left.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
