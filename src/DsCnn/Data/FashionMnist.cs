namespace DsCnn;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 60,000 training and 10,000 test images of clothes, 1 x 28 x 28, 10 classes.</summary>
/// <example><code>
/// (ImageSet train, ImageSet test) = FashionMnist.Load("/usr/share/datasets/fashion-mnist");
/// Console.WriteLine($"{train.Count} training and {test.Count} test images of {train.ClassNames.Count} classes");
/// </code></example>
public static class FashionMnist
{
    /// <summary>The name by which programs refer to this data set.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>The folder in which Debian's package <c>dataset-fashion-mnist</c> installs the files.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    internal const string Hint = " On Debian: apt-get install dataset-fashion-mnist.";

    /// <summary>The names of the classes, in the order of their labels.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Reads the four IDX files from a folder.</summary>
    /// <param name="folder">A folder with <c>train-images-idx3-ubyte</c> and so on, uncompressed or with <c>.gz</c>.</param>
    /// <returns>The training images and the test images.</returns>
    /// <exception cref="FileNotFoundException">One of the four files is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static (ImageSet Train, ImageSet Test) Load(string folder = DebianFolder) =>
        IdxFolder.Load(folder, ClassNames, Hint);
}
