namespace DsCnn.Data;

/// <summary>CIFAR-10 and CIFAR-100 (Krizhevsky 2009) in their binary version: 50,000 training and 10,000 test images, 3 x 32 x 32.</summary>
/// <remarks>A file is a sequence of records with one or two label bytes and 3 x 32 x 32 pixel bytes each (https://www.cs.toronto.edu/~kriz/cifar.html).</remarks>
public static class Cifar
{
    /// <summary>The size in bytes of a file of 100 names, with room for comments.</summary>
    private const int LongestNames = 1 << 16;

    private static readonly InputSpec _shape = new(3, 32, 32);

    /// <summary>Reads CIFAR-10.</summary>
    /// <param name="folder">A folder with <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c>, <c>test_batch.bin</c> and <c>batches.meta.txt</c>.</param>
    /// <returns>The training images and the test images.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (ImageSet Train, ImageSet Test) Load10(string folder)
    {
        string[] classNames = ReadNames(folder, "batches.meta.txt", 10);
        return (Read(folder, [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")], labelBytes: 1, labelAt: 0, classNames),
            Read(folder, ["test_batch.bin"], labelBytes: 1, labelAt: 0, classNames));
    }

    /// <summary>Reads CIFAR-100.</summary>
    /// <param name="folder">A folder with <c>train.bin</c>, <c>test.bin</c>, <c>fine_label_names.txt</c> and <c>coarse_label_names.txt</c>.</param>
    /// <param name="labels">Whether to use the 100 classes or the 20 groups of classes.</param>
    /// <returns>The training images and the test images.</returns>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (ImageSet Train, ImageSet Test) Load100(string folder, Cifar100Labels labels = Cifar100Labels.Fine)
    {
        bool fine = labels == Cifar100Labels.Fine;
        string[] classNames = ReadNames(folder, fine ? "fine_label_names.txt" : "coarse_label_names.txt", fine ? 100 : 20);
        int labelAt = fine ? 1 : 0;
        return (Read(folder, ["train.bin"], labelBytes: 2, labelAt, classNames), Read(folder, ["test.bin"], labelBytes: 2, labelAt, classNames));
    }

    internal static bool Is10At(string folder) => File.Exists(Path.Combine(folder, "data_batch_1.bin"));

    internal static bool Is100At(string folder) => File.Exists(Path.Combine(folder, "train.bin"));

    private static ImageSet Read(string folder, string[] files, int labelBytes, int labelAt, string[] classNames)
    {
        int pixelBytes = (int)_shape.Shape.Elements;
        string[] paths = [.. files.Select(name => Find(folder, name))];
        int[] counts = [.. paths.Select(path => CountRecords(path, labelBytes + pixelBytes))];
        long total = counts.Sum(count => (long)count);
        if (total * pixelBytes > Array.MaxLength)
            throw new InvalidDataException($"{folder} contains {total} images, which is more than fits into one array.");

        byte[] pixels = new byte[total * pixelBytes];
        byte[] labels = new byte[total];
        int image = 0;
        Span<byte> recordLabels = stackalloc byte[labelBytes];
        foreach ((int i, string path) in paths.Index())
        {
            using FileStream file = InputFile.Open(path);
            for (int end = image + counts[i]; image < end; image++)
            {
                file.ReadExactly(recordLabels);
                file.ReadExactly(pixels, image * pixelBytes, pixelBytes);
                labels[image] = recordLabels[labelAt] < classNames.Length
                    ? recordLabels[labelAt]
                    : throw new InvalidDataException($"{path} contains the label {recordLabels[labelAt]}, but there are {classNames.Length} classes.");
            }
        }

        return new ImageSet(_shape, pixels, labels, classNames);
    }

    private static int CountRecords(string path, int recordBytes)
    {
        long length = InputFile.LengthOf(path);
        return length > 0 && length % recordBytes == 0 && length / recordBytes <= Array.MaxLength
            ? (int)(length / recordBytes)
            : throw new InvalidDataException($"{path} must consist of records of {recordBytes} bytes. Received: {length} bytes.");
    }

    private static string[] ReadNames(string folder, string file, int count)
    {
        string path = Find(folder, file);
        string[] names = [.. InputFile.ReadText(path, LongestNames)
            .Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(count + 1)];
        return names.Length == count
            ? names
            : throw new InvalidDataException($"{path} must contain {count} names, one per line. Received: {(names.Length > count ? "more" : names.Length)}.");
    }

    private static string Find(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{folder} has no {name}, which is part of the binary version of CIFAR.", path);
    }
}
