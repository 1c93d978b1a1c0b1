namespace DsCnn.Inspection;

/// <summary>Means over the cells of a grid laid over a picture. Pixels that overlap several cells are weighted by the overlap.</summary>
internal static class CellMeans
{
    /// <summary>Means of one channel over side x side cells, row by row.</summary>
    internal static float[] Of(PlanarImage picture, int channel, int side)
    {
        int area = picture.Height * picture.Width;
        ReadOnlySpan<byte> plane = picture.Pixels.AsSpan(channel * area, area);
        float[] narrow = new float[picture.Height * side];
        for (int row = 0; row < picture.Height; row++)
            Narrow(plane.Slice(row * picture.Width, picture.Width), narrow.AsSpan(row * side, side));
        return Flatten(narrow, picture.Height, side, side);
    }

    /// <summary>Means of numbers over side x side cells, row by row.</summary>
    internal static float[] Of(float[] values, int height, int width, int side) => Of(values, height, width, side, side);

    /// <summary>Means of numbers over rows x columns cells, row by row.</summary>
    internal static float[] Of(float[] values, int height, int width, int rows, int columns)
    {
        float[] narrow = Transpose(Flatten(Transpose(values, height, width), width, height, columns), columns, height);
        return Flatten(narrow, height, columns, rows);
    }

    /// <summary>The cells of one row of pixels, with exact sums.</summary>
    private static void Narrow(ReadOnlySpan<byte> pixels, Span<float> cells)
    {
        for (int cell = 0; cell < cells.Length; cell++)
        {
            var reach = new Reach(cell, cells.Length, pixels.Length);
            int inside = 0;
            foreach (byte pixel in pixels[reach.First..reach.End])
                inside += pixel;
            float sum = inside;
            if (reach.Before > 0)
                sum += reach.Before * pixels[reach.First - 1];
            if (reach.After > 0)
                sum += reach.After * pixels[reach.End];
            cells[cell] = sum / reach.Length;
        }
    }

    /// <summary>The cells of the columns of height x width numbers.</summary>
    private static float[] Flatten(float[] values, int height, int width, int rows)
    {
        float[] cells = new float[rows * width];
        for (int row = 0; row < rows; row++)
        {
            var reach = new Reach(row, rows, height);
            Span<float> sums = cells.AsSpan(row * width, width);
            for (int from = reach.First; from < reach.End; from++)
                Add(values.AsSpan(from * width, width), 1, sums);
            if (reach.Before > 0)
                Add(values.AsSpan((reach.First - 1) * width, width), reach.Before, sums);
            if (reach.After > 0)
                Add(values.AsSpan(reach.End * width, width), reach.After, sums);
            foreach (ref float sum in sums)
                sum /= reach.Length;
        }

        return cells;
    }

    private static void Add(ReadOnlySpan<float> values, float weight, Span<float> sums)
    {
        for (int i = 0; i < sums.Length; i++)
            sums[i] += weight * values[i];
    }

    private static float[] Transpose(float[] values, int height, int width)
    {
        float[] turned = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
            turned[(i % width * height) + (i / width)] = values[i];
        return turned;
    }

    /// <summary>The pixels that a cell covers: those from First to End completely, and parts of those before and after.</summary>
    private readonly struct Reach
    {
        internal Reach(int cell, int cells, int pixels)
        {
            // In units of 1 / cells of a pixel, so that nothing is rounded.
            (long start, long end) = ((long)cell * pixels, (long)(cell + 1) * pixels);
            First = (int)((start + cells - 1) / cells);
            End = (int)(end / cells);
            Length = (float)pixels / cells;
            if (First > End)
            {
                // Within one pixel.
                Before = Length;
                End = First;
                return;
            }

            Before = (float)(((long)First * cells) - start) / cells;
            After = (float)(end - ((long)End * cells)) / cells;
        }

        internal int First { get; }

        internal int End { get; }

        internal float Before { get; }

        internal float After { get; }

        internal float Length { get; }
    }
}
