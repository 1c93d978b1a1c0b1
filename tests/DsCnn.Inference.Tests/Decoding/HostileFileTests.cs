using System.Diagnostics;

namespace DsCnn.Tests;

/// <summary>Image files from anybody: nothing but an <see cref="InvalidDataException"/> comes of them, soon, and without memory for what is not there.</summary>
public sealed class HostileFileTests
{
    private const int AnySize = 1 << 20;

    private static readonly ManagedImageDecoder _decoder = new();

    public static TheoryData<string> Files => ["color.png", "palette-transparent.png", "gray-16-bit.png", "halved.jpg", "halved-progressive.jpg", "restarts.jpg", "cmyk.jpg", "gray.jpg"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_is_cut_short_anywhere_is_never_half_an_image(string file)
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf(file));
        byte[] expected = _decoder.Decode(whole, AnySize).Planar.Pixels;
        int refused = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                _decoder.Decode(whole.AsSpan(0, length), AnySize).Planar.Pixels.AsSpan().SequenceEqual(expected).Should().BeTrue("{0} of {1} bytes were decoded", length, whole.Length);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.Should().BeGreaterThan(whole.Length - 40);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_was_changed_anywhere_is_refused_or_decoded(string file)
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf(file));
        for (int seed = 0; seed < 1000; seed++)
        {
            byte[] changed = Change(whole, new Random(seed));
            var watch = Stopwatch.StartNew();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                _decoder.Decode(changed, AnySize);
            }
            catch (InvalidDataException refusal)
            {
                refusal.Message.Should().NotBeEmpty().And.NotContain("\n");
            }

            // 64 coefficients, a sample and four bytes for each pixel, and the planes.
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20L * AnySize, "of seed {0}", seed);
            watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20), "of seed {0}", seed);
        }
    }

    [Fact]
    public void Pixels_that_the_file_is_too_short_for_cost_no_memory()
    {
        byte[] png = PngBytes.Of(new PngHeader(10_000, 10_000, 8, PngColorType.Rgba, IsInterlaced: false), new byte[100]);
        byte[] jpeg = File.ReadAllBytes(ImageFixtures.PathOf("halved.jpg"));
        int frame = jpeg.AsSpan().IndexOf(new byte[] { 0xff, 0xc0 });
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0x27, 0x10, 0x27, 0x10);
        foreach (byte[] file in new[] { png, jpeg })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            FluentActions.Invoking(() => _decoder.Decode(file, int.MaxValue)).Should().ThrowExactly<InvalidDataException>().WithMessage("the file is cut short");
            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1_000_000);
        }
    }

    [Fact]
    public void Scans_without_end_are_refused()
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf("halved-progressive.jpg"));
        // The scan that begins a picture, again and again.
        int first = whole.AsSpan().IndexOf(new byte[] { 0xff, 0xda });
        int second = first + 2 + whole.AsSpan(first + 2).IndexOf(new byte[] { 0xff, 0xc4 });
        byte[] scan = whole[first..second];
        byte[] file = [.. whole[..second], .. Enumerable.Repeat(scan, 300).SelectMany(bytes => bytes), .. whole[second..]];

        FluentActions.Invoking(() => _decoder.Decode(file, AnySize)).Should().ThrowExactly<InvalidDataException>().WithMessage("the file is damaged");
    }

    /// <summary>Bytes that are others, missing or there twice; sums of a PNG file that hide it.</summary>
    private static byte[] Change(byte[] whole, Random random)
    {
        byte[] file = [.. whole];
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(file.Length);
            int length = Math.Min(random.Next(1, 20), file.Length - at);
            switch (random.Next(5))
            {
                case 0:
                    file[at] = (byte)random.Next(256);
                    break;
                case 1:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    file[at] = random.Next(2) == 0 ? byte.MinValue : byte.MaxValue;
                    break;
                case 3:
                    file = file.Length > 40 ? [.. file[..at], .. file[(at + length)..]] : file;
                    break;
                default:
                    file = [.. file[..at], .. file[at..(at + length)], .. file[at..]];
                    break;
            }
        }

        PngBytes.CorrectSums(file);
        return file;
    }
}
