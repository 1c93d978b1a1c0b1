namespace DsCnn.Inference;

/// <summary>Converts components to red, green and blue, with libjpeg's tables of 16-bit precision.</summary>
internal static class JpegColors
{
    private const int Half = 1 << 15;

    private static readonly int[] _crToRed = Table(1.40200, Half);
    private static readonly int[] _cbToBlue = Table(1.77200, Half);
    private static readonly int[] _crToGreen = Table(-0.71414, 0);
    private static readonly int[] _cbToGreen = Table(-0.34414, Half);

    /// <summary>Converts a frame with complete coefficients to pixels.</summary>
    internal static RgbaImage ToRgba(JpegFrame frame)
    {
        JpegPlane[] planes = [.. frame.Components.Select(component => new JpegPlane(frame, component))];
        // Including the padding of the last unit.
        byte[][] rows = [.. planes.Select(_ => new byte[8 * frame.MaxAcross * frame.UnitsAcross])];
        byte[] rgba = new byte[4 * frame.Width * frame.Height];
        for (int row = 0; row < frame.Height; row++)
        {
            for (int i = 0; i < planes.Length; i++)
                planes[i].Read(row, rows[i]);
            Write(frame.Transform, rows, rgba.AsSpan(4 * row * frame.Width, 4 * frame.Width));
        }

        return new RgbaImage(frame.Width, frame.Height, rgba);
    }

    private static void Write(JpegTransform transform, byte[][] rows, Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length / 4; i++)
        {
            Span<byte> pixel = rgba.Slice(4 * i, 4);
            pixel[3] = byte.MaxValue;
            switch (transform)
            {
                case JpegTransform.Gray:
                    pixel[..3].Fill(rows[0][i]);
                    break;
                case JpegTransform.YCbCr:
                    (pixel[0], pixel[1], pixel[2]) = Colors(rows[0][i], rows[1][i], rows[2][i]);
                    break;
                case JpegTransform.Rgb:
                    (pixel[0], pixel[1], pixel[2]) = (rows[0][i], rows[1][i], rows[2][i]);
                    break;
                case JpegTransform.Cmyk:
                    Print(rows[0][i], rows[1][i], rows[2][i], rows[3][i], pixel);
                    break;
                default:
                    (byte red, byte green, byte blue) = Colors(rows[0][i], rows[1][i], rows[2][i]);
                    Print((byte)(byte.MaxValue - red), (byte)(byte.MaxValue - green), (byte)(byte.MaxValue - blue), rows[3][i], pixel);
                    break;
            }
        }
    }

    private static (byte Red, byte Green, byte Blue) Colors(byte y, byte cb, byte cr) =>
        (ToByte(y + (_crToRed[cr] >> 16)), ToByte(y + ((_cbToGreen[cb] + _crToGreen[cr]) >> 16)), ToByte(y + (_cbToBlue[cb] >> 16)));

    /// <summary>Inks are stored inverted, as the light that the paper still reflects.</summary>
    private static void Print(byte cyan, byte magenta, byte yellow, byte black, Span<byte> pixel) =>
        (pixel[0], pixel[1], pixel[2]) = (Product(cyan, black), Product(magenta, black), Product(yellow, black));

    private static byte Product(byte one, byte other)
    {
        int product = (one * other) + 128;
        return (byte)((product + (product >> 8)) >> 8);
    }

    private static byte ToByte(int number) => (byte)Math.Clamp(number, 0, byte.MaxValue);

    private static int[] Table(double factor, int half) =>
        [.. Enumerable.Range(0, 256).Select(value => (Math.Sign(factor) * (int)((Math.Abs(factor) * 65536) + 0.5) * (value - 128)) + half)];
}
