using SkiaSharp;
using Xunit.Abstractions;

namespace DsCnn.Tests;

/// <summary>Both decoders give the same pixels, so that a network sees the same numbers with either: the levels that they differ by are printed, and are 0.</summary>
public sealed class DecoderAgreementTests(ITestOutputHelper output)
{
    private const int AnySize = 1 << 20;

    private static readonly SkiaImageDecoder _skia = new();
    private static readonly ManagedImageDecoder _managed = new();

    public static TheoryData<string> Fixtures => [.. ImageFixtures.Cases
        .Where(c => c.Size == "-" && Path.GetExtension(c.File).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" && c.File != "arithmetic.jpg").Select(c => c.File)];

    public static TheoryData<int, SKJpegEncoderDownsample, int, int> Jpegs
    {
        get
        {
            var cases = new TheoryData<int, SKJpegEncoderDownsample, int, int>();
            foreach (SKJpegEncoderDownsample sampling in Enum.GetValues<SKJpegEncoderDownsample>())
            {
                foreach (int quality in new[] { 30, 50, 75, 90, 100 })
                    cases.Add(quality, sampling, 301, 203);
                foreach ((int width, int height) in new[] { (1, 1), (2, 3), (5, 2), (16, 16), (17, 8), (64, 33) })
                    cases.Add(90, sampling, width, height);
            }

            return cases;
        }
    }

    public static TheoryData<int, int, bool, bool> Pngs
    {
        get
        {
            var cases = new TheoryData<int, int, bool, bool>();
            foreach ((int type, int[] depths) in new[] { (0, new[] { 1, 2, 4, 8, 16 }), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (int depth in depths)
                {
                    foreach (bool interlaced in new[] { false, true })
                    {
                        cases.Add(type, depth, interlaced, false);
                        cases.Add(type, depth, interlaced, true);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void On_fixtures(string file) => ShouldAgree(File.ReadAllBytes(ImageFixtures.PathOf(file)), file);

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void On_JPEGs_of_any_quality_sampling_and_size(int quality, SKJpegEncoderDownsample sampling, int width, int height)
    {
        using SKBitmap picture = Scene(width, height);
        using SKPixmap pixels = picture.PeekPixels();
        using SKData file = pixels.Encode(new SKJpegEncoderOptions(quality, sampling, SKJpegEncoderAlphaOption.Ignore))!;

        ShouldAgree(file.ToArray(), $"{sampling}, quality {quality}, {width} x {height}");
    }

    [Theory]
    [MemberData(nameof(Pngs))]
    public void On_PNGs_of_every_kind(int type, int depth, bool isInterlaced, bool isTransparent)
    {
        foreach ((int width, int height) in new[] { (1, 1), (3, 2), (17, 13), (40, 30) })
        {
            var header = new PngHeader(width, height, depth, (PngColorType)type, isInterlaced);
            ShouldAgree(PngBytes.Random(header, seed: width, isTransparent), header.ToString());
        }
    }

    private void ShouldAgree(byte[] file, string name)
    {
        PlanarImage expected = _skia.Decode(file, AnySize).Planar;
        PlanarImage actual = _managed.Decode(file, AnySize).Planar;

        (actual.Channels, actual.Height, actual.Width).Should().Be((expected.Channels, expected.Height, expected.Width));
        int[] levels = [.. actual.Pixels.Zip(expected.Pixels, (a, e) => Math.Abs(a - e))];
        output.WriteLine($"{name}: {levels.Max()} levels at most, {levels.Average():0.0000} on average");
        levels.Max().Should().Be(0);
    }

    /// <summary>Slopes, edges of color and noise: what makes ways to fill in half of the colors differ most.</summary>
    private static SKBitmap Scene(int width, int height)
    {
        var random = new Random(1);
        var picture = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int checker = ((x / 9) + (y / 7)) % 2;
                double slope = 60 * (Math.Sin(x * 0.15) + Math.Cos(y * 0.11));
                picture.SetPixel(x, y, new SKColor(Byte(128 + slope + random.Next(-12, 12)), Byte(128 + (90 * Math.Sin((x + y) * 0.07)) + (20 * checker)), Byte((200 * checker) + (slope / 2))));
            }
        }

        return picture;

        static byte Byte(double value) => (byte)Math.Clamp(value, 0, 255);
    }
}
