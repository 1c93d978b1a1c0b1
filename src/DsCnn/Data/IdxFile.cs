using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;

namespace DsCnn.Data;

/// <summary>Reads the IDX files of MNIST and similar data sets, uncompressed or gzip.</summary>
/// <remarks>
/// The format (LeCun's MNIST page): two zero bytes, the element type (8: unsigned byte), the number of dimensions, the dimensions as
/// 4-byte big-endian numbers, the elements. Sizes are checked against the file before anything is allocated.
/// </remarks>
public static class IdxFile
{
    private const byte UnsignedByte = 8;
    private const int ChunkBytes = 1 << 20;

    /// <summary>Decompressed data may be a thousand times as large as its file. All data sets like MNIST are below this limit.</summary>
    private const int MaxUnpackedBytes = 1 << 30;

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">An IDX file of N x H x W unsigned bytes.</param>
    /// <param name="labelsPath">An IDX file of N unsigned bytes.</param>
    /// <param name="classNames">The names of the classes; null for "0", "1", ... up to the largest label.</param>
    /// <returns>The images, 1 x H x W each.</returns>
    /// <exception cref="InvalidDataException">A file does not have that form or is truncated, or the two files don't belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ImageSet ReadImages(string imagesPath, string labelsPath, IReadOnlyList<string>? classNames = null)
    {
        using Stream images = Open(imagesPath);
        using Stream labels = Open(labelsPath);
        return ReadImages(images, imagesPath, labels, labelsPath, classNames);
    }

    /// <summary>Reads images and their labels from streams of uncompressed data.</summary>
    /// <param name="images">An IDX file of N x H x W unsigned bytes.</param>
    /// <param name="labels">An IDX file of N unsigned bytes.</param>
    /// <param name="classNames">The names of the classes; null for "0", "1", ... up to the largest label.</param>
    /// <returns>The images, 1 x H x W each.</returns>
    /// <exception cref="InvalidDataException">A stream does not have that form or is truncated, or the two streams don't belong together.</exception>
    public static ImageSet ReadImages(Stream images, Stream labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        return ReadImages(images, "images", labels, "labels", classNames);
    }

    private static ImageSet ReadImages(
        Stream images, string imagesName, Stream labels, string labelsName, IReadOnlyList<string>? classNames)
    {
        byte[] pixels = Read(images, imagesName, dimensions: 3, out int[] shape);
        byte[] classes = Read(labels, labelsName, dimensions: 1, out int[] labelShape);
        if (shape[0] != labelShape[0])
            throw new InvalidDataException($"{imagesName} contains {Quantity.Of(shape[0], "image")}, but {labelsName} contains {Quantity.Of(labelShape[0], "label")}.");

        int classCount = classes.Length == 0 ? 0 : classes.Max() + 1;
        if (classNames is not null && classCount > classNames.Count)
            throw new InvalidDataException($"{labelsName} contains the label {classCount - 1}, but there are {classNames.Count} classes.");

        try
        {
            return new ImageSet(
                new InputSpec(1, shape[1], shape[2]), pixels, classes,
                classNames ?? [.. Enumerable.Range(0, classCount).Select(c => c.ToString(CultureInfo.InvariantCulture))]);
        }
        catch (InvalidSpecException invalid)
        {
            throw new InvalidDataException($"{imagesName}: {invalid.Message}", invalid);
        }
    }

    private static Stream Open(string path)
    {
        FileStream file = InputFile.Open(path);
        bool zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static byte[] Read(Stream content, string name, int dimensions, out int[] shape)
    {
        try
        {
            return ReadContent(content, dimensions, out shape);
        }
        catch (InvalidDataException invalid)
        {
            throw new InvalidDataException($"{name}: {invalid.Message}", invalid);
        }
    }

    private static byte[] ReadContent(Stream content, int dimensions, out int[] shape)
    {
        Span<byte> header = stackalloc byte[4 + (4 * dimensions)];
        Fill(content, header);
        if (header is not [0, 0, UnsignedByte, var count, ..] || count != dimensions)
        {
            throw new InvalidDataException(
                $"expected an IDX file of unsigned bytes in {dimensions} dimensions, which begins 00 00 08 {dimensions:x2}. " +
                $"Received: {Convert.ToHexString(header[..4])}.");
        }

        shape = new int[dimensions];
        long elements = 1;
        for (int i = 0; i < dimensions; i++)
        {
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * (i + 1))..]);
            elements = extent == 0 ? 0 : elements > Array.MaxLength / extent ? long.MaxValue : elements * extent;
            if (elements > Array.MaxLength || extent > int.MaxValue)
                throw new InvalidDataException($"the header declares more than {Array.MaxLength} bytes. Dimension {i} is {extent}.");
            shape[i] = (int)extent;
        }

        byte[] data = content.CanSeek ? ReadKnownLength(content, (int)elements) : ReadElements(content, (int)elements);
        return content.ReadByte() < 0
            ? data
            : throw new InvalidDataException($"there are bytes after the {elements} elements that the header declares.");
    }

    /// <summary>Allocates no memory before it is clear that the elements exist.</summary>
    private static byte[] ReadKnownLength(Stream content, int elements)
    {
        long there = content.Length - content.Position;
        if (there < elements)
            throw CutShort(elements, there);
        byte[] data = new byte[elements];
        content.ReadExactly(data);
        return data;
    }

    /// <summary>Grows with the data actually read, so that a wrong header costs no memory.</summary>
    private static byte[] ReadElements(Stream content, int elements)
    {
        if (elements > MaxUnpackedBytes)
        {
            throw new InvalidDataException(
                $"the header declares {elements} bytes. From a .gz file or another stream, at most {MaxUnpackedBytes} are read; unpack it first (gunzip).");
        }

        byte[] data = new byte[Math.Min(elements, ChunkBytes)];
        int filled = 0;
        while (true)
        {
            Fill(content, data.AsSpan(filled));
            if (data.Length == elements)
                return data;
            filled = data.Length;
            Array.Resize(ref data, (int)Math.Min(elements, 2L * filled));
        }
    }

    private static void Fill(Stream content, Span<byte> buffer)
    {
        int read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (read < buffer.Length)
            throw CutShort(buffer.Length, read);
    }

    private static InvalidDataException CutShort(long expected, long there) => new($"the file is cut short: expected {expected} more bytes. Received: {there}.");
}
