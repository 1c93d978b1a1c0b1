using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>The folders of a data set that contain class folders, one for each split, and everything else in it.</summary>
internal sealed record SplitFolders(string Train, string? Validation, string? Test, LeftOutFiles LeftOut, ImmutableArray<string> Remarks)
{
    /// <summary>Finds the folders without reading any image.</summary>
    /// <param name="data">The folder of the data set, which exists.</param>
    /// <param name="expected">A description of valid data sets, for the error message.</param>
    /// <param name="options">How its folders are read.</param>
    /// <param name="cancellationToken">Cancels between folders.</param>
    /// <exception cref="InvalidDataException">There is no folder to train on, or two for the same split.</exception>
    internal static SplitFolders Find(string data, string expected, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        var root = FolderLevel.Read(data, options.Excluded);
        root.RequireWhole();
        if (root.Folders.IsEmpty)
            throw new InvalidDataException(ErrorText.OneLine($"{data} contains no {(root.Files.Any(file => file.IsImage) ? "folders with " : "")}images. Expected {expected}."));
        string[] names = [.. root.Folders.Select(folder => folder.Name)];
        ILookup<DataSplit, FolderLevel> splits = names.Where(SplitNames.All.ContainsKey).ToLookup(name => SplitNames.All[name], name => FolderLevel.Read(root.In(name), options.Excluded));

        // A class may be called "train"; then it contains images, not folders.
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

        // Unlabeled pictures are often in a single subfolder, because some readers require one.
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
            $"{data} contains both {Path.GetFileName(split[0].Path)} and {Path.GetFileName(split[1].Path)}, but a data set has only one of them. Put their images together, or rename one."));
    }

    /// <summary>Remarks about classes with the names of splits.</summary>
    /// <exception cref="InvalidDataException">They are not classes.</exception>
    private static ImmutableArray<string> SplitsAsClasses(string data, string[] names, ILookup<DataSplit, FolderLevel> splits)
    {
        string[] called = [.. names.Where(SplitNames.All.ContainsKey)];
        if (called.Length == names.Length)
            throw new InvalidDataException(ErrorText.OneLine($"{data} contains {string.Join(", ", called)}, but no {SplitNames.Train} with class folders in it."));
        if (splits.SelectMany(split => split).FirstOrDefault(split => split.Folders.Any(folder => ClassAssignment.Knows(names, folder.Name))) is { } among)
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{data} contains class folders, and {Path.GetFileName(among.Path)} with class folders in it. Move the others into a folder {SplitNames.Train}."));
        }

        return [.. called.Select(name => $"{Path.Combine(data, name)} is read as a class. As a split, it would contain class folders")];
    }
}
