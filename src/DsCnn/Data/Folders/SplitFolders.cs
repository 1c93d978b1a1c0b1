using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>The folders of a data set that hold class folders: one for each split. And what else there is.</summary>
internal sealed record SplitFolders(string Train, string? Validation, string? Test, LeftOutFiles LeftOut, ImmutableArray<string> Remarks)
{
    /// <summary>Finds the folders without reading any image.</summary>
    /// <param name="data">The folder of the data set, which is there.</param>
    /// <param name="expected">What a data set may be, for the error.</param>
    /// <param name="options">How its folders are read.</param>
    /// <param name="cancellationToken">Stops between folders.</param>
    /// <exception cref="InvalidDataException">It has no folder to train on, or two of one kind.</exception>
    internal static SplitFolders Find(string data, string expected, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        var root = FolderLevel.Read(data, options.Excluded);
        root.RequireWhole();
        if (root.Folders.IsEmpty)
            throw new InvalidDataException(ErrorText.OneLine($"{data} holds no {(root.Files.Any(file => file.IsImage) ? "folders with " : "")}images. Expected {expected}."));
        string[] names = [.. root.Folders.Select(folder => folder.Name)];
        ILookup<DataSplit, FolderLevel> splits = names.Where(SplitNames.All.ContainsKey).ToLookup(name => SplitNames.All[name], name => FolderLevel.Read(root.In(name), options.Excluded));

        // A class may be called train; then it holds images, not folders.
        if (Only(data, splits[DataSplit.Train]) is not { } train)
            return new SplitFolders(data, Validation: null, Test: null, LeftOutFiles.None, SplitsAsClasses(data, names, splits));

        IReadOnlyList<string> classes = options.ClassNames ?? [.. train.Folders.Select(folder => folder.Name)];
        FolderLevel? validation = Only(data, splits[DataSplit.Validation].Where(IsLabeled));
        FolderLevel? test = Only(data, splits[DataSplit.Test].Where(IsLabeled));
        var leftOut = new LeftOutTally(cancellationToken);
        leftOut.AddAround(root, "outside the class folders");
        foreach (string name in names.Where(name => root.In(name) != train.Path && root.In(name) != validation?.Path && root.In(name) != test?.Path))
            leftOut.AddFolder(root.In(name), $"in {name}, which {(SplitNames.All.ContainsKey(name) ? "has no class folders" : $"is none of {SplitNames.Listed}")}");
        return new SplitFolders(train.Path, validation?.Path, test?.Path, leftOut.Result, []);

        // Pictures without a class often lie in one folder of their own, because some readers want one.
        bool IsLabeled(FolderLevel split) => split.Folders.Length > 1 || (split.Folders.Length == 1 && ClassAssignment.Knows(classes, split.Folders[0].Name));
    }

    internal string? Of(DataSplit split) => split switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        _ => Test,
    };

    /// <summary>The only folder with class folders in it, or null.</summary>
    private static FolderLevel? Only(string data, IEnumerable<FolderLevel> candidates)
    {
        FolderLevel[] split = [.. candidates.Where(level => !level.Folders.IsEmpty)];
        return split.Length < 2 ? split.FirstOrDefault() : throw new InvalidDataException(ErrorText.OneLine(
            $"{data} holds both {Path.GetFileName(split[0].Path)} and {Path.GetFileName(split[1].Path)}, of which a data set has one. Put their images together, or rename one."));
    }

    /// <summary>What is to be said about classes that are called like splits.</summary>
    /// <exception cref="InvalidDataException">They are no classes.</exception>
    private static ImmutableArray<string> SplitsAsClasses(string data, string[] names, ILookup<DataSplit, FolderLevel> splits)
    {
        string[] called = [.. names.Where(SplitNames.All.ContainsKey)];
        if (called.Length == names.Length)
            throw new InvalidDataException(ErrorText.OneLine($"{data} holds {string.Join(", ", called)}, but no {SplitNames.Train} with class folders in it."));
        if (splits.SelectMany(split => split).FirstOrDefault(split => split.Folders.Any(folder => ClassAssignment.Knows(names, folder.Name))) is { } among)
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{data} holds class folders, and {Path.GetFileName(among.Path)} with class folders in it. Put the others into a folder {SplitNames.Train}."));
        }

        return [.. called.Select(name => $"{Path.Combine(data, name)} is read as a class. Were it a split, it would hold class folders")];
    }
}
