namespace DsCnn.Pixels;

/// <summary>Maps the pixels of an upright image to the stored image, which a camera may have rotated or mirrored (EXIF orientation).</summary>
internal readonly record struct PixelOrder(int Height, int Width, int Start, int StepRight, int StepDown)
{
    internal static PixelOrder Of(ImageOrientation origin, int storedHeight, int storedWidth)
    {
        (int h, int w) = (storedHeight, storedWidth);
        int right = w - 1;
        int bottom = (h - 1) * w;
        return origin switch
        {
            ImageOrientation.TopRight => new(h, w, right, -1, w),
            ImageOrientation.BottomRight => new(h, w, bottom + right, -1, -w),
            ImageOrientation.BottomLeft => new(h, w, bottom, 1, -w),
            ImageOrientation.LeftTop => new(w, h, 0, w, 1),
            ImageOrientation.RightTop => new(w, h, bottom, -w, 1),
            ImageOrientation.RightBottom => new(w, h, bottom + right, -w, -1),
            ImageOrientation.LeftBottom => new(w, h, right, w, -1),
            _ => new(h, w, 0, 1, w),
        };
    }

    /// <summary>Converts RGBA pixels to an upright image on white, channel by channel.</summary>
    internal PlanarImage Read(ReadOnlySpan<byte> rgba)
    {
        int size = Height * Width;
        byte[] planes = new byte[3 * size];
        Span<byte> red = planes.AsSpan(0, size);
        Span<byte> green = planes.AsSpan(size, size);
        Span<byte> blue = planes.AsSpan(2 * size, size);
        bool colored = false;
        int to = 0;
        for (int row = 0; row < Height; row++)
        {
            int from = Start + (row * StepDown);
            for (int column = 0; column < Width; column++, to++, from += StepRight)
            {
                ReadOnlySpan<byte> pixel = rgba.Slice(4 * from, 4);
                (red[to], green[to], blue[to]) = (OnWhite(pixel[0], pixel[3]), OnWhite(pixel[1], pixel[3]), OnWhite(pixel[2], pixel[3]));
                colored |= red[to] != green[to] || green[to] != blue[to];
            }
        }

        return colored ? new PlanarImage(3, Height, Width, planes) : new PlanarImage(1, Height, Width, planes[..size]);
    }

    internal static byte OnWhite(byte value, byte alpha) =>
        alpha == byte.MaxValue ? value : (byte)(((value * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + 127) / byte.MaxValue);
}
