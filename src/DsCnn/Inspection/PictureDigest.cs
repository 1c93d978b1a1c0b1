using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace DsCnn.Inspection;

/// <summary>The data kept about a picture to recognize it: about 300 bytes, whatever its size.</summary>
/// <remarks>
/// A signature of block means (after Yang, Gu and Niu 2006, "Block Mean Value Based Image Perceptual Hashing"): brightness is averaged over 16 x 16 cells and normalized to mean 0 and
/// standard deviation 1, so that neither size nor exposure matters; two color differences are averaged over 4 x 4 cells. Pictures are similar if all their cells
/// are close. Their outlines, brightness in 4 x 4 cells, are then close too, which is used to find candidates.
/// </remarks>
internal sealed class PictureDigest
{
    private const int Side = 16;
    private const int OutlineSide = 4;
    private const int ColorSide = 4;

    /// <summary>Steps of a cell per standard deviation, and the largest value, whose differences still fit into a byte.</summary>
    private const float Scale = 20;
    private const int Largest = 63;

    /// <summary>Pictures whose cells deviate by less than this (of 255) show nothing to recognize them by.</summary>
    private const float PlainDeviation = 3;

    // Measured on Fashion-MNIST, whose trousers are as similar as different pictures can be: among 70,000 images, these bounds accept
    // pairs that show the same photograph, and with them JPEG copies of quality 75 and enlargements.
    private const int LargestDifference = 6;
    private const float LargestMeanSquare = 0.004f * Scale * Scale;

    /// <summary>For means over 16 cells each: the root of 16 x the mean square, plus one for rounding.</summary>
    private const int LargestOutlineDifference = 6;

    /// <summary>16 x the mean square, which the sum of the squares of means over 16 cells does not exceed, plus the effect of rounding.</summary>
    private const int LargestOutlineSquares = 64;

    /// <summary>Steps of a color difference per standard deviation of the brightness, or per this many of 255 if that is less.</summary>
    private const float ColorScale = 10;
    private const float SmallestColorDeviation = 20;
    private const int LargestColorDifference = 8;

    private const double LargestAspectRatio = 1.05;

    private readonly sbyte[] _cells;

    private PictureDigest(PlanarImage picture)
    {
        (Height, Width, Channels) = (picture.Height, picture.Width, picture.Channels);
        Identity = IdentityOf(picture);
        float[][] means = [.. Enumerable.Range(0, picture.Channels).Select(channel => CellMeans.Of(picture, channel, Side))];
        float[] brightness = Brightness(means);
        float mean = brightness.Average();
        float deviation = MathF.Sqrt(brightness.Average(v => (v - mean) * (v - mean)));
        IsPlain = deviation < PlainDeviation;
        IsOfOneTone = IsPlain && Enumerable.Range(0, picture.Channels).All(channel => Deviation(picture, channel) < PlainDeviation);
        for (int i = 0; i < brightness.Length; i++)
            brightness[i] = IsPlain ? 0 : (brightness[i] - mean) / deviation;
        _cells = [.. Bytes(brightness), .. Colors(means, Math.Max(deviation, SmallestColorDeviation))];
        Outline = Vector128.Create([.. Bytes(CellMeans.Of(brightness, Side, Side, OutlineSide))]);
    }

    internal int Height { get; }

    internal int Width { get; }

    internal int Channels { get; }

    /// <summary>Equal if all pixels are equal.</summary>
    internal UInt128 Identity { get; }

    /// <summary>Brightness in 4 x 4 cells.</summary>
    internal Vector128<sbyte> Outline { get; }

    /// <summary>Whether its cells have the same tone, which makes it similar to all other such pictures: those of a uniform tone, fine patterns and noise.</summary>
    internal bool IsPlain { get; }

    /// <summary>Whether its pixels have the same tone too.</summary>
    internal bool IsOfOneTone { get; }

    internal static PictureDigest Of(PlanarImage picture) => new(picture);

    /// <summary>Whether pictures with such outlines can be similar; a quick test.</summary>
    internal static bool MayBeLike(Vector128<sbyte> outline, Vector128<sbyte> other)
    {
        Vector128<sbyte> difference = outline - other;
        if (Vector128.GreaterThanAny(Vector128.Abs(difference), Vector128.Create((sbyte)LargestOutlineDifference)))
            return false;
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(difference);
        return Vector128.Sum((lower * lower) + (upper * upper)) <= LargestOutlineSquares;
    }

    /// <summary>Positive steps so wide that a cell of the outlines of similar pictures is in the same step or the next.</summary>
    internal static int OutlineStep(sbyte value) => (value + (2 * Largest)) / (LargestOutlineDifference + 1);

    /// <summary>Whether both show the same picture as far as their cells tell, possibly in a different size, file format, brightness or contrast.</summary>
    internal bool IsLike(PictureDigest other)
    {
        double aspect = (double)Height * other.Width / ((double)other.Height * Width);
        if (IsPlain || other.IsPlain || aspect is > LargestAspectRatio or < 1 / LargestAspectRatio)
            return false;
        ReadOnlySpan<sbyte> mine = _cells;
        ReadOnlySpan<sbyte> others = other._cells;
        const int cells = Side * Side;
        return AreClose(mine[..cells], others[..cells], LargestDifference)
            && AreClose(mine[cells..], others[cells..], LargestColorDifference)
            && MeanSquare(mine[..cells], others[..cells]) <= LargestMeanSquare;
    }

    private static bool AreClose(ReadOnlySpan<sbyte> some, ReadOnlySpan<sbyte> others, int bound)
    {
        var bounds = new Vector<sbyte>((sbyte)bound);
        for (int i = 0; i < some.Length; i += Vector<sbyte>.Count)
        {
            if (some.Length - i < Vector<sbyte>.Count)
                return AreCloseOneByOne(some[i..], others[i..], bound);
            if (Vector.GreaterThanAny(Vector.Abs(new Vector<sbyte>(some[i..]) - new Vector<sbyte>(others[i..])), bounds))
                return false;
        }

        return true;
    }

    private static bool AreCloseOneByOne(ReadOnlySpan<sbyte> some, ReadOnlySpan<sbyte> others, int bound)
    {
        for (int i = 0; i < some.Length; i++)
        {
            if (Math.Abs(some[i] - others[i]) > bound)
                return false;
        }

        return true;
    }

    private static float MeanSquare(ReadOnlySpan<sbyte> some, ReadOnlySpan<sbyte> others)
    {
        int sum = 0;
        for (int i = 0; i < some.Length; i++)
            sum += (some[i] - others[i]) * (some[i] - others[i]);
        return (float)sum / some.Length;
    }

    private static double Deviation(PlanarImage picture, int channel)
    {
        int area = picture.Height * picture.Width;
        (long sum, long squares) = (0, 0);
        foreach (byte pixel in picture.Pixels.AsSpan(channel * area, area))
        {
            sum += pixel;
            squares += pixel * pixel;
        }

        double mean = (double)sum / area;
        return Math.Sqrt(Math.Max(0, ((double)squares / area) - (mean * mean)));
    }

    private static UInt128 IdentityOf(PlanarImage picture)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, picture.Channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], picture.Height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], picture.Width);
        hash.AppendData(bytes[..12]);
        hash.AppendData(picture.Pixels);
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt128LittleEndian(bytes);
    }

    private static float[] Brightness(float[][] means) => means.Length == 3
        ? [.. means[0].Select((red, i) => (0.299f * red) + (0.587f * means[1][i]) + (0.114f * means[2][i]))]
        : [.. Enumerable.Range(0, Side * Side).Select(i => means.Average(channel => channel[i]))];

    private static IEnumerable<sbyte> Bytes(float[] deviations) => deviations.Select(v => (sbyte)Math.Clamp(MathF.Round(v * Scale), -Largest, Largest));

    /// <summary>The differences of red and blue from green.</summary>
    private static sbyte[] Colors(float[][] means, float deviation)
    {
        if (means.Length != 3)
            return new sbyte[2 * ColorSide * ColorSide];
        float[][] coarse = [.. means.Select(channel => CellMeans.Of(channel, Side, Side, ColorSide))];
        return [.. Differences(coarse[0], coarse[1], deviation), .. Differences(coarse[2], coarse[1], deviation)];
    }

    private static IEnumerable<sbyte> Differences(float[] color, float[] green, float deviation) =>
        color.Zip(green, (c, g) => (sbyte)Math.Clamp(MathF.Round((c - g) / deviation * ColorScale), -Largest, Largest));
}
