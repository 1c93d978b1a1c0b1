using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>The image files of a folder with one subfolder per class: classes by label, files in ordinal order.</summary>
internal sealed record ClassFolders(
    string Folder, ImmutableArray<string> ClassNames, ImmutableArray<ClassFolders.LabeledFile> Files, LeftOutFiles LeftOut, ImmutableArray<string> Remarks)
{
    internal static string Pattern { get; } = string.Join(", ", ImageFile.Extensions);

    /// <summary>Lists the files without reading any.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">
    /// The folder does not contain at least two folders with images, contains one that is not one of the given classes, or two whose names differ only by case.
    /// </exception>
    internal static ClassFolders Find(string folder, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        var level = FolderLevel.Read(folder, options.Excluded);
        return Collect(level, Assign(level, options.ClassNames), options, requireImages: true, cancellationToken);
    }

    /// <summary>Lists the contents of a folder, even if it cannot be used for training: empty classes, a single class, and unknown classes, which come after the known ones.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">The names of two folders differ only by case.</exception>
    internal static ClassFolders Survey(string folder, IReadOnlyList<string> known, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        var level = FolderLevel.Read(folder, options.Excluded);
        level.RequireWhole();
        string[] names = [.. level.Folders.Select(one => one.Name)];
        string[] classes = [.. known, .. ClassAssignment.Of(folder, [.. names.Where(name => !ClassAssignment.Knows(known, name))]).ClassNames];
        return Collect(level, ClassAssignment.Of(folder, names, classes), options, requireImages: false, cancellationToken);
    }

    private static ClassFolders Collect(FolderLevel level, ClassAssignment classes, ImageFolderOptions options, bool requireImages, CancellationToken cancellationToken)
    {
        var leftOut = new LeftOutTally(cancellationToken);
        leftOut.AddAround(level, "outside the class folders");

        var files = ImmutableArray.CreateBuilder<LabeledFile>();
        foreach (IGrouping<int, FolderLevel.Folder> ofClass in level.Folders.Zip(classes.Labels).GroupBy(f => f.Second, f => f.First).OrderBy(c => c.Key))
        {
            var walk = new ClassFolderWalk(options.Excluded, cancellationToken);
            foreach (FolderLevel.Folder one in ofClass)
                walk.Add(level.In(one.Name));
            if (requireImages && walk.Images.Count == 0)
                throw NoImages(level.In(ofClass.First().Name), walk.LeftOut);
            files.AddRange(walk.Images.OrderBy(path => path.Replace('\\', '/'), StringComparer.Ordinal).Select(path => new LabeledFile(path, ofClass.Key)));
            leftOut.Add(walk.LeftOut);
        }

        return new ClassFolders(level.Path, classes.ClassNames, files.ToImmutable(), leftOut.Result, classes.Remarks);
    }

    /// <summary>The names of the classes in a folder, in the order of their labels, without reading any image.</summary>
    /// <inheritdoc cref="Find" path="/exception"/>
    internal static IReadOnlyList<string> NamesIn(string folder, ImageFolderOptions options) =>
        Assign(FolderLevel.Read(folder, options.Excluded), options.ClassNames).ClassNames;

    private static ClassAssignment Assign(FolderLevel level, IReadOnlyList<string>? classNames)
    {
        string[] names = [.. level.Folders.Select(folder => folder.Name)];
        level.RequireWhole();
        if (names.Length == 0)
        {
            throw new InvalidDataException(
                ErrorText.OneLine($"{level.Path} holds no class folders. Expected one folder with images ({Pattern}) per class."));
        }

        if (classNames is not null)
            return ClassAssignment.Of(level.Path, names, classNames);
        ClassAssignment own = ClassAssignment.Of(level.Path, names);
        return own.ClassNames.Length > 1
            ? own
            : throw new InvalidDataException(ErrorText.OneLine($"{level.Path} must contain at least 2 class folders. Received: only {names[0]}.{DataSetWithin(level)}"));
    }

    /// <summary>Archives are often extracted into a folder with the archive's name.</summary>
    private static string DataSetWithin(FolderLevel level)
    {
        string only = level.In(level.Folders[0].Name);
        return FolderLevel.Read(only, []).Folders.Length > 1 ? $" Is {only} the data set?" : "";
    }

    private static InvalidDataException NoImages(string folder, LeftOutFiles others) => new(ErrorText.OneLine(
        $"The class folder {folder} contains no images ({Pattern}){(others.Count > 0 ? $", only {others}" : "")}."));

    internal readonly record struct LabeledFile(string Path, int Label);
}
