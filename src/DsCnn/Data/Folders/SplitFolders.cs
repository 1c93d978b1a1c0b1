using System.Collections.Immutable;

namespace DsCnn;

/// <summary>The folders of a data set that hold class folders: one for each split.</summary>
internal sealed record SplitFolders(string Train, string? Validation, string? Test)
{
    internal const string TrainName = "train";
    private const string TestName = "test";

    private static readonly string[] _validationNames = ["validation", "val", "valid"];

    /// <summary>Finds the folders without reading any image.</summary>
    /// <param name="data">The folder of the data set, which is there.</param>
    /// <param name="expected">What a data set may be, for the error.</param>
    /// <exception cref="InvalidDataException">It has no folder to train on.</exception>
    internal static SplitFolders Find(string data, string expected)
    {
        ImmutableArray<string> subfolders = ClassFolders.Subfolders(data);
        if (subfolders.IsEmpty)
            throw new InvalidDataException($"{data} holds no images. Expected {expected}.");
        // A class may be called train; then it holds images, not folders.
        if (subfolders.Contains(TrainName) && !ClassFolders.Subfolders(Path.Combine(data, TrainName)).IsEmpty)
            return new SplitFolders(Path.Combine(data, TrainName), Of(_validationNames), Of([TestName]));
        return subfolders.All(name => name == TestName || _validationNames.Contains(name))
            ? throw new InvalidDataException($"{data} holds {string.Join(", ", subfolders)}, but no {TrainName} with class folders in it.")
            : new SplitFolders(data, Validation: null, Test: null);

        string? Of(string[] names) => names.FirstOrDefault(subfolders.Contains) is { } name ? Path.Combine(data, name) : null;
    }

    internal string? Of(DataSplit split) => split switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        _ => Test,
    };
}
