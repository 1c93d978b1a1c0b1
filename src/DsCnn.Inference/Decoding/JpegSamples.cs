namespace DsCnn.Inference;

/// <summary>Converts coefficients to samples: the inverse cosine transform in integers, after Loeffler, Ligtenberg and Moschytz (1989), with 13-bit constants as in libjpeg.</summary>
/// <remarks>So a JPEG file has the same samples as in all decoders built on libjpeg, including SkiaSharp's and Pillow's.</remarks>
internal static class JpegSamples
{
    private const int ConstantBits = 13;

    /// <summary>Additional bits that the first pass keeps for the second.</summary>
    private const int KeptBits = 2;

    private const int C0298 = 2446;
    private const int C0390 = 3196;
    private const int C0541 = 4433;
    private const int C0765 = 6270;
    private const int C0899 = 7373;
    private const int C1175 = 9633;
    private const int C1501 = 12299;
    private const int C1847 = 15137;
    private const int C1961 = 16069;
    private const int C2053 = 16819;
    private const int C2562 = 20995;
    private const int C3072 = 25172;

    /// <summary>The samples of a component, including the padding of its last blocks.</summary>
    internal static byte[] Of(JpegComponent component)
    {
        int stride = 8 * component.BlocksAcross;
        byte[] samples = new byte[stride * 8 * component.BlocksDown];
        Span<int> work = stackalloc int[64];
        for (int row = 0; row < component.BlocksDown; row++)
        {
            for (int column = 0; column < component.BlocksAcross; column++)
                Transform(component.Block(row, column), component.Quantization!, work, samples.AsSpan((8 * row * stride) + (8 * column)), stride);
        }

        return samples;
    }

    private static void Transform(ReadOnlySpan<short> block, ReadOnlySpan<ushort> steps, Span<int> work, Span<byte> samples, int stride)
    {
        block = block[..64];
        steps = steps[..64];
        work = work[..64];
        if (block[1..].IndexOfAnyExcept((short)0) < 0)
        {
            byte sample = ToSample(Round((block[0] * steps[0]) << KeptBits, KeptBits + 3));
            for (int row = 0; row < 8; row++)
                samples.Slice(row * stride, 8).Fill(sample);
            return;
        }

        for (int i = 0; i < 64; i++)
            work[i] = block[i] * steps[i];
        for (int column = 0; column < 8; column++)
            Line(work[column..], 8, ConstantBits - KeptBits);
        for (int row = 0; row < 8; row++)
        {
            Span<int> line = work.Slice(8 * row, 8);
            Line(line, 1, ConstantBits + KeptBits + 3);
            Span<byte> target = samples.Slice(row * stride, 8);
            for (int i = 0; i < 8; i++)
                target[i] = ToSample(line[i]);
        }
    }

    /// <summary>Transforms eight numbers in place, rounding off the given number of bits.</summary>
    private static void Line(Span<int> line, int step, int shift)
    {
        int z1 = (line[2 * step] + line[6 * step]) * C0541;
        int even2 = z1 - (line[6 * step] * C1847);
        int even3 = z1 + (line[2 * step] * C0765);
        int even0 = (line[0] + line[4 * step]) << ConstantBits;
        int even1 = (line[0] - line[4 * step]) << ConstantBits;
        (int a, int d, int b, int c) = (even0 + even3, even0 - even3, even1 + even2, even1 - even2);

        (int odd0, int odd1, int odd2, int odd3) = (line[7 * step], line[5 * step], line[3 * step], line[step]);
        int z5 = (odd0 + odd2 + odd1 + odd3) * C1175;
        int z3 = z5 - ((odd0 + odd2) * C1961);
        int z4 = z5 - ((odd1 + odd3) * C0390);
        int outer = (odd0 + odd3) * -C0899;
        int inner = (odd1 + odd2) * -C2562;
        odd0 = (odd0 * C0298) + outer + z3;
        odd1 = (odd1 * C2053) + inner + z4;
        odd2 = (odd2 * C3072) + inner + z3;
        odd3 = (odd3 * C1501) + outer + z4;

        line[0] = Round(a + odd3, shift);
        line[7 * step] = Round(a - odd3, shift);
        line[step] = Round(b + odd2, shift);
        line[6 * step] = Round(b - odd2, shift);
        line[2 * step] = Round(c + odd1, shift);
        line[5 * step] = Round(c - odd1, shift);
        line[3 * step] = Round(d + odd0, shift);
        line[4 * step] = Round(d - odd0, shift);
    }

    private static int Round(int number, int shift) => (number + (1 << (shift - 1))) >> shift;

    private static byte ToSample(int number) => (byte)Math.Clamp(number + 128, 0, byte.MaxValue);
}
