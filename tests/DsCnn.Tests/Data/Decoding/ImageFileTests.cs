using System.Buffers.Binary;
using System.Text;

namespace DsCnn.Tests;

public sealed class ImageFileTests : IDisposable
{
    private const int AnySize = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-images-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Files => [.. ImageFixtures.Cases.Where(c => c.Size == "-").Select(c => c.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Sees_the_pixels_that_Pillow_sees(string file)
    {
        PlanarImage expected = ImageFixtures.Pixels(file);
        PlanarImage actual = ImageFile.Decode(ImageFixtures.PathOf(file), AnySize);

        (actual.Channels, actual.Height, actual.Width).Should().Be((expected.Channels, expected.Height, expected.Width));
        ImageFile.ReadSize(ImageFixtures.PathOf(file), AnySize).Should().Be((expected.Height, expected.Width));
        actual.Pixels.Zip(expected.Pixels, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThanOrEqualTo(Tolerance(file));
    }

    [Fact]
    public void Color_becomes_the_brightness_that_Pillow_sees() =>
        ImageFile.Decode(ImageFixtures.PathOf("large.png"), AnySize).ToGray().Pixels.Should().Equal(ImageFixtures.Pixels("large.png", "gray").Pixels);

    [Theory]
    [InlineData("color.png")]
    [InlineData("palette-transparent.png")]
    [InlineData("color.jpg")]
    [InlineData("progressive.jpeg")]
    [InlineData("cmyk.jpg")]
    [InlineData("arithmetic.jpg")]
    [InlineData("color.bmp")]
    [InlineData("palette.bmp")]
    [InlineData("lossless.webp")]
    [InlineData("lossy.webp")]
    [InlineData("two-frames.gif")]
    public void A_file_that_is_cut_short_anywhere_is_never_half_an_image(string file)
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf(file));
        byte[] expected = ImageFile.Decode(ImageFixtures.PathOf(file), AnySize).Pixels;
        int refused = 0;
        // Every length near the ends, where headers and last rows are; every fifth between.
        foreach (int length in Enumerable.Range(0, whole.Length).Where(n => n < 50 || n > whole.Length - 50 || n % 5 == 0))
        {
            string path = Write("cut", whole[..length]);
            try
            {
                ImageFile.Decode(path, AnySize).Pixels.AsSpan().SequenceEqual(expected).Should().BeTrue("{0} of {1} bytes were decoded", length, whole.Length);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        refused.Should().BeGreaterThan(50);
    }

    public static TheoryData<byte[], string> Impossible => new()
    {
        { [], "the file is empty, or a pipe, a socket or a device" },
        { Encoding.UTF8.GetBytes("This is no image, whatever its name says."), "it is not a PNG, JPEG, BMP, WebP or GIF image" },
        { new byte[1000], "it is not a PNG, JPEG, BMP, WebP or GIF image" },
        { [0, 0, 2, 2, 0x80, 0x40], "it is not a PNG, JPEG, BMP, WebP or GIF image" },
        { HugePng(60000, 60000), "60000 x 60000 pixels exceed the limit of 1048576 per image; raise MaxPixels (--max-pixels)" },
        { HugePng(int.MaxValue, 1), "its header is damaged or cut short" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_is_no_image_is_refused_with_the_reason(byte[] content, string reason)
    {
        string path = Write("hostile.png", content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        ((Action)(() => ImageFile.Decode(path, AnySize))).Should().Throw<InvalidDataException>().WithMessage(reason);
        ((Action)(() => ImageFile.ReadSize(path, AnySize))).Should().Throw<InvalidDataException>().WithMessage(reason);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void Changed_bytes_give_an_image_of_the_same_size_or_a_refusal()
    {
        var random = new Random(1);
        foreach (string file in new[] { "color.png", "color.jpg", "color.bmp", "lossless.webp", "two-frames.gif" })
        {
            byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf(file));
            for (int i = 0; i < 100; i++)
            {
                byte[] changed = [.. whole];
                changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
                string path = Write("changed", changed);
                Action decode = () =>
                {
                    PlanarImage image = ImageFile.Decode(path, AnySize);
                    image.Pixels.Should().HaveCount(image.Channels * image.Height * image.Width);
                };
                Exception? failure = Record.Exception(decode);
                (failure is null or InvalidDataException).Should().BeTrue("{0}: {1}", file, failure);
            }
        }
    }

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("a.b.JPeG", true)]
    [InlineData("a.gif", true)]
    [InlineData("png", false)]
    [InlineData("a.png.txt", false)]
    [InlineData("Thumbs.db", false)]
    public void Extensions_are_known_in_any_case(string name, bool known) => ImageFile.HasKnownExtension(name).Should().Be(known);

    [Fact]
    public void A_missing_native_library_is_explained() =>
        ((Action)(() => ImageLibrary.EnsureLoaded(() => throw new DllNotFoundException("libSkiaSharp")))).Should().Throw<DllNotFoundException>().WithMessage(
            "Images are decoded by SkiaSharp 3, whose native library libSkiaSharp is missing or has a different version. " +
            "On Linux, reference the package SkiaSharp.NativeAssets.Linux.NoDependencies in the application, in the same version as SkiaSharp.");

    /// <summary>JPEG and lossy WebP leave the rounding of colors to the decoder; in CMYK, also the meaning of the inks.</summary>
    private static int Tolerance(string file) => Path.GetExtension(file) is ".jpg" or ".jpeg" || file == "lossy.webp" ? 3 : 0;

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A header, and an image of no bytes.</summary>
    private static byte[] HugePng(int width, int height)
    {
        byte[] header = [.. Number(width), .. Number(height), 8, 2, 0, 0, 0];
        return [0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", []), .. Chunk("IEND", [])];

        static byte[] Chunk(string type, byte[] content)
        {
            byte[] named = [.. Encoding.ASCII.GetBytes(type), .. content];
            return [.. Number(content.Length), .. named, .. Number((int)Crc(named))];
        }
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }

        return ~crc;
    }
}
