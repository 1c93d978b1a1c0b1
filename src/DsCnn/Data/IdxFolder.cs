namespace DsCnn.Data;

/// <summary>A folder with the four IDX files of MNIST and similar data sets.</summary>
internal static class IdxFolder
{
    private const string Zipped = ".gz";

    internal static string[] FileNames { get; } = [.. new[] { "train", "t10k" }.SelectMany(split => new[] { Images(split), Labels(split) })];

    internal static bool IsAt(string folder) =>
        FileNames.Any(name => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + Zipped)));

    /// <summary>Reads both splits; classes without names are called by their numbers.</summary>
    internal static (ImageSet Train, ImageSet Test) Load(string folder, IReadOnlyList<string>? classNames, string hint = "")
    {
        ImageSet train = LoadSplit(folder, "train", classNames, hint);
        return (train, LoadSplit(folder, "t10k", train.ClassNames, hint));
    }

    private static ImageSet LoadSplit(string folder, string split, IReadOnlyList<string>? classNames, string hint) =>
        IdxFile.ReadImages(Find(folder, Images(split), hint), Find(folder, Labels(split), hint), classNames);

    private static string Find(string folder, string name, string hint)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path
            : File.Exists(path + Zipped) ? path + Zipped
            : throw new FileNotFoundException($"{folder} contains neither {name} nor {name}{Zipped}.{hint}", path);
    }

    private static string Images(string split) => $"{split}-images-idx3-ubyte";

    private static string Labels(string split) => $"{split}-labels-idx1-ubyte";
}
