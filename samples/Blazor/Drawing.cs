using System.Buffers.Binary;

namespace Blazor;

/// <summary>A picture of gray pixels that a pointer draws, light on black as the images of Fashion-MNIST are.</summary>
internal sealed class Drawing
{
    internal const int Size = 28;

    /// <summary>How large a pixel is on the page.</summary>
    private const double Scale = 10;

    private const double Radius = 1.5;
    private const int HeaderBytes = 54;
    private const int PaletteBytes = 4 * 256;

    private readonly byte[] _pixels = new byte[Size * Size];
    private (double X, double Y)? _last;

    internal ReadOnlySpan<byte> Pixels => _pixels;

    internal void Begin(double x, double y)
    {
        _last = (x, y);
        Continue(x, y);
    }

    /// <summary>Draws a line to a point of the page, where the pointer is down.</summary>
    internal void Continue(double x, double y)
    {
        if (_last is not { } last)
            return;
        int steps = 1 + (int)Math.Max(Math.Abs(x - last.X), Math.Abs(y - last.Y));
        for (int step = 1; step <= steps; step++)
            Dot((last.X + ((x - last.X) * step / steps)) / Scale, (last.Y + ((y - last.Y) * step / steps)) / Scale);
        _last = (x, y);
    }

    /// <summary>Lifts the pointer; says whether it was down.</summary>
    internal bool End()
    {
        bool wasDown = _last is not null;
        _last = null;
        return wasDown;
    }

    internal void Clear() => Array.Clear(_pixels);

    /// <summary>The picture as a bitmap with a gray palette, which every browser shows.</summary>
    internal string ToDataUri()
    {
        Span<byte> file = new byte[HeaderBytes + PaletteBytes + _pixels.Length];
        "BM"u8.CopyTo(file);
        foreach ((int at, int value) in new[] { (2, file.Length), (10, HeaderBytes + PaletteBytes), (14, 40), (18, Size), (22, -Size), (26, 1 | (8 << 16)), (34, _pixels.Length) })
            BinaryPrimitives.WriteInt32LittleEndian(file[at..], value);
        for (int gray = 0; gray < 256; gray++)
            file.Slice(HeaderBytes + (4 * gray), 3).Fill((byte)gray);
        _pixels.CopyTo(file[(HeaderBytes + PaletteBytes)..]);
        return $"data:image/bmp;base64,{Convert.ToBase64String(file)}";
    }

    private void Dot(double x, double y)
    {
        for (int row = Math.Max(0, (int)(y - 3)); row <= Math.Min(Size - 1, (int)(y + 3)); row++)
        {
            for (int column = Math.Max(0, (int)(x - 3)); column <= Math.Min(Size - 1, (int)(x + 3)); column++)
            {
                double distance = Math.Sqrt(Math.Pow(column + 0.5 - x, 2) + Math.Pow(row + 0.5 - y, 2));
                byte light = (byte)(byte.MaxValue * Math.Clamp(Radius + 0.5 - distance, 0, 1));
                ref byte pixel = ref _pixels[(row * Size) + column];
                pixel = Math.Max(pixel, light);
            }
        }
    }
}
