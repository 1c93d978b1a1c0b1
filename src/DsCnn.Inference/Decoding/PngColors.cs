using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>Converts the rows of a PNG file to four bytes per pixel.</summary>
internal sealed class PngColors(PngHeader header)
{
    private const int MaxColors = 256;

    /// <summary>Four bytes for each color.</summary>
    private byte[]? _palette;

    /// <summary>The single transparent color, if there is no opacity per pixel.</summary>
    private ushort[]? _transparent;

    internal void TakePalette(ReadOnlySpan<byte> content)
    {
        if (header.ColorType != PngColorType.Palette)
            return;
        if (content.IsEmpty || content.Length % 3 != 0 || content.Length / 3 > MaxColors)
            throw DamagedImage.Content();
        _palette = new byte[4 * (content.Length / 3)];
        for (int i = 0; i < content.Length / 3; i++)
        {
            content.Slice(3 * i, 3).CopyTo(_palette.AsSpan(4 * i));
            _palette[(4 * i) + 3] = byte.MaxValue;
        }
    }

    internal void TakeTransparency(ReadOnlySpan<byte> content)
    {
        if (header.ColorType == PngColorType.Palette)
        {
            for (int i = 0; i < content.Length && _palette is not null && i < _palette.Length / 4; i++)
                _palette[(4 * i) + 3] = content[i];
        }
        else if (header.ColorType is PngColorType.Gray or PngColorType.Rgb && content.Length == 2 * header.Samples)
        {
            _transparent = new ushort[header.Samples];
            for (int i = 0; i < _transparent.Length; i++)
                _transparent[i] = BinaryPrimitives.ReadUInt16BigEndian(content[(2 * i)..]);
        }
    }

    /// <exception cref="InvalidDataException">The image uses a palette, and there is none.</exception>
    internal void RequireComplete()
    {
        if (header.ColorType == PngColorType.Palette && _palette is null)
            throw DamagedImage.Content();
    }

    /// <summary>Writes the pixels of a row.</summary>
    /// <param name="row">The bytes of the row.</param>
    /// <param name="rgba">All pixels of the image.</param>
    /// <param name="at">The index of the first pixel to write.</param>
    /// <param name="step">The distance between pixels to write.</param>
    /// <param name="count">The number of pixels.</param>
    internal void Write(ReadOnlySpan<byte> row, Span<byte> rgba, int at, int step, int count)
    {
        if (header is { ColorType: PngColorType.Rgba, BitDepth: 8 } && step == 1)
        {
            row.CopyTo(rgba[(4 * at)..]);
            return;
        }

        if (header is { ColorType: PngColorType.Rgb, BitDepth: 8 } && _transparent is null)
        {
            WriteBytes(row, rgba[(4 * at)..], 4 * step, count);
            return;
        }

        for (int i = 0; i < count; i++)
            WritePixel(row, i, rgba.Slice(4 * (at + (i * step)), 4));
    }

    private static void WriteBytes(ReadOnlySpan<byte> row, Span<byte> rgba, int step, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Span<byte> pixel = rgba.Slice(i * step, 4);
            row.Slice(3 * i, 3).CopyTo(pixel);
            pixel[3] = byte.MaxValue;
        }
    }

    private void WritePixel(ReadOnlySpan<byte> row, int index, Span<byte> pixel)
    {
        switch (header.ColorType)
        {
            case PngColorType.Palette:
                int color = 4 * Sample(row, index);
                if (color >= _palette!.Length)
                    throw DamagedImage.Content();
                _palette.AsSpan(color, 4).CopyTo(pixel);
                break;
            case PngColorType.Gray:
                int gray = Sample(row, index);
                pixel[..3].Fill(ToByte(gray));
                pixel[3] = _transparent is not null && gray == _transparent[0] ? (byte)0 : byte.MaxValue;
                break;
            case PngColorType.GrayAlpha:
                pixel[..3].Fill(ToByte(Sample(row, 2 * index)));
                pixel[3] = ToByte(Sample(row, (2 * index) + 1));
                break;
            case PngColorType.Rgb:
                WriteRgb(row, 3 * index, pixel);
                break;
            default:
                for (int s = 0; s < 4; s++)
                    pixel[s] = ToByte(Sample(row, (4 * index) + s));
                break;
        }
    }

    private void WriteRgb(ReadOnlySpan<byte> row, int first, Span<byte> pixel)
    {
        bool transparent = _transparent is not null;
        for (int s = 0; s < 3; s++)
        {
            int sample = Sample(row, first + s);
            pixel[s] = ToByte(sample);
            transparent = transparent && sample == _transparent![s];
        }

        pixel[3] = transparent ? (byte)0 : byte.MaxValue;
    }

    private int Sample(ReadOnlySpan<byte> row, int index) => header.BitDepth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        int bits => (row[index * bits / 8] >> (8 - bits - (index * bits % 8))) & ((1 << bits) - 1),
    };

    /// <summary>Scales a sample so that the largest number at any depth is white.</summary>
    private byte ToByte(int sample) => header.BitDepth switch
    {
        8 => (byte)sample,
        16 => (byte)(sample >> 8),
        int bits => (byte)(sample * byte.MaxValue / ((1 << bits) - 1)),
    };
}
