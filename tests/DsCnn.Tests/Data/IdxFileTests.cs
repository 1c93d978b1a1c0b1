using System.IO.Compression;

namespace DsCnn.Tests;

public sealed class IdxFileTests
{
    // Two images of 2 x 3 pixels, byte by byte.
    private static readonly byte[] _images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    private static readonly byte[] _labels = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0];

    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_plain_and_zipped_files(bool zipped)
    {
        ImageSet set = IdxFile.ReadImages(Write("images", _images, zipped), Write("labels", _labels, zipped), ["no", "yes"]);

        set.Count.Should().Be(2);
        set.Shape.Should().Be(new InputSpec(1, 2, 3));
        set.GetLabel(0).Should().Be(1);
        set.GetLabel(1).Should().Be(0);
        byte[] pixels = new byte[6];
        set.CopyPixels(1, pixels);
        pixels.Should().Equal(7, 8, 9, 10, 11, 12);
    }

    [Fact]
    public void Classes_without_names_are_numbered() =>
        IdxFile.ReadImages(Write("images", _images), Write("labels", _labels)).ClassNames.Should().Equal("0", "1");

    public static TheoryData<byte[], byte[], string> Damaged => new()
    {
        { [], _labels, "*it is empty, or not a file but a pipe, a socket or a device*" },
        { _images[..20], _labels, "*cut short: expected 12 more bytes. Received: 4*" },
        { [.. _images, 0], _labels, "*bytes after the 12 elements*" },
        { [0, 0, 13, .. _images[3..]], _labels, "*expected an IDX file of unsigned bytes in 3 dimensions, which begins 00 00 08 03. Received: 00000D03*" },
        { _labels.Concat(new byte[20]).ToArray(), _labels, "*expected an IDX file of unsigned bytes in 3 dimensions*" },
        { [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 2], _labels, "*declares more than*" },
        { [0, 0, 8, 3, 0x7f, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2], _labels, "*cut short*" },
        { [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6], _labels, "*contains 1 image, but*contains 2 labels*" },
        { _images, [0, 0, 8, 1, 0, 0, 0, 2, 1, 5], "*contains the label 5, but there are 2 classes*" },
        { [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3], _labels, "*Height must be a whole number from 1*" },
        { [0x1f, 0x8b, 8, 0, 1, 2, 3, 4], _labels, "*images*" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Damaged_files_are_refused_with_the_reason(byte[] images, byte[] labels, string message)
    {
        Action read = () => IdxFile.ReadImages(Write("images", images), Write("labels", labels), ["no", "yes"]);
        read.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void A_lying_header_costs_no_memory()
    {
        string path = Write("images", [0, 0, 8, 3, 0x7f, 255, 255, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2]);
        string labels = Write("labels", _labels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ((Action)(() => IdxFile.ReadImages(path, labels))).Should().Throw<InvalidDataException>();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(4 << 20);
    }

    [Fact]
    public void What_unpacks_to_more_than_the_limit_is_refused_before_it_is_unpacked()
    {
        // 1,500,000 images of 28 x 28 black pixels take a megabyte.
        string path = Path.Combine(_folder, "bomb.gz");
        using (var file = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            file.Write([0, 0, 8, 3, 0, 0x16, 0xe3, 0x60, 0, 0, 0, 28, 0, 0, 0, 28]);
            file.Write(new byte[1 << 20]);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        ((Action)(() => IdxFile.ReadImages(path, Write("labels", _labels)))).Should().Throw<InvalidDataException>().WithMessage(
            $"{path}: the header declares 1176000000 bytes. From a .gz file or another stream, at most 1073741824 are read; unpack it first (gunzip).");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    [Fact]
    public void Files_may_be_links()
    {
        string link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, Write("images", _images, zipped: true));
        IdxFile.ReadImages(link, Write("labels", _labels)).Count.Should().Be(2);
    }

    [Fact]
    public void A_missing_file_of_Fashion_MNIST_is_named() =>
        ((Action)(() => FashionMnist.Load(_folder))).Should().Throw<FileNotFoundException>()
            .WithMessage("*neither train-images-idx3-ubyte nor train-images-idx3-ubyte.gz*");

    private string Write(string name, byte[] content, bool zipped = false)
    {
        string path = Path.Combine(_folder, name);
        using Stream file = File.Create(path);
        using Stream stream = zipped ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(content);
        return path;
    }
}
