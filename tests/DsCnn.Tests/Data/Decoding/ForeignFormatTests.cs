using System.Text;

namespace DsCnn.Tests;

public sealed class ForeignFormatTests
{
    private const int AnySize = 1 << 20;
    private const string Advice = ", which is not supported; convert it to PNG or JPEG";

    public static TheoryData<byte[], string> Files => new()
    {
        { [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8], $"it is a HEIC image{Advice}" },
        { [0, 0, 0, 28, .. "ftypmif1\0\0\0\0mif1avif"u8], $"it is an AVIF image{Advice}" },
        { [0, 0, 0, 24, .. "ftypisom\0\0\0\0mp42isom"u8], $"it is a video{Advice}" },
        { [.. "II*\0"u8, 8, 0, 0, 0], $"it is a TIFF or camera raw image{Advice}" },
        { [.. "MM\0*"u8, 0, 0, 0, 8], $"it is a TIFF or camera raw image{Advice}" },
        { [0xff, 0x0a, 1, 2], $"it is a JPEG XL image{Advice}" },
        { [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 0x0a], $"it is a JPEG 2000 image{Advice}" },
        { Encoding.ASCII.GetBytes("P5\n2 2\n255\n0123"), $"it is a PNM image{Advice}" },
        { Encoding.ASCII.GetBytes("<?xml version=\"1.0\"?><svg/>"), $"it is an SVG drawing{Advice}" },
        { Encoding.ASCII.GetBytes("<!DOCTYPE html><html>"), "it is a web page, not an image" },
        { Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\noid sha256:1"), "it is a Git LFS pointer, not the image itself; run git lfs pull to get it" },
        { Encoding.ASCII.GetBytes("P5 is no picture"), $"it is a PNM image{Advice}" },
        { Encoding.ASCII.GetBytes("ftyp"), "it is not a PNG, JPEG, BMP, WebP or GIF image" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_another_format_is_named(byte[] content, string reason) => Reason(content).Should().Be(reason);

    /// <summary>Frame headers of ITU-T T.81, table B.1, with the bits per color as their first byte.</summary>
    [Theory]
    [InlineData(0xc1, 12, "a JPEG with 12 bits per color, and only 8 are supported; convert it to PNG or JPEG")]
    [InlineData(0xc0, 12, "a JPEG with 12 bits per color, and only 8 are supported; convert it to PNG or JPEG")]
    [InlineData(0xc2, 12, "a JPEG with 12 bits per color, and only 8 are supported; convert it to PNG or JPEG")]
    [InlineData(0xc3, 8, "a lossless JPEG" + Advice)]
    [InlineData(0xc3, 16, "a lossless JPEG" + Advice)]
    [InlineData(0xc5, 8, "a hierarchical JPEG" + Advice)]
    [InlineData(0xc9, 12, "a JPEG with 12 bits per color, and only 8 are supported; convert it to PNG or JPEG")]
    [InlineData(0xcb, 8, "a lossless JPEG" + Advice)]
    public void JPEGs_of_other_kinds_are_named(byte frame, byte bits, string kind)
    {
        // A whole file with another frame header, and one in which it comes late.
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf("color.jpg"));
        int header = whole.AsSpan().IndexOf(new byte[] { 0xff, 0xc0 });
        (whole[header + 1], whole[header + 4]) = (frame, bits);
        Reason(whole).Should().Be($"it is {kind}");
        Reason([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0xff, 0xc0, 0xff, 0xff, .. whole[2..]]).Should().Be($"it is {kind}");
    }

    private static string Reason(byte[] content) => Assert.Throws<InvalidDataException>(() => ImageFile.Decode(content, AnySize)).Message;
}
