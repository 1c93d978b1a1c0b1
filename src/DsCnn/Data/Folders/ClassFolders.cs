using System.Collections.Immutable;
using System.IO.Enumeration;

namespace DsCnn;

/// <summary>The image files of a folder with one subfolder per class: classes by label, files in ordinal order.</summary>
internal sealed record ClassFolders(string Folder, ImmutableArray<string> ClassNames, ImmutableArray<ClassFolders.File> Files)
{
    private const int Listed = 10;

    private static readonly EnumerationOptions _visible = new()
    {
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
    };

    internal static string Pattern { get; } = string.Join(", ", ImageFile.Extensions);

    /// <summary>Lists the files without reading any.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder does not hold at least two folders with images, or one that is none of the given classes.</exception>
    internal static ClassFolders Find(string folder, IReadOnlyList<string>? classNames, CancellationToken cancellationToken)
    {
        ImmutableArray<string> found = Subfolders(folder);
        if (found.IsEmpty)
            throw new InvalidDataException($"{folder} holds no class folders. Expected one folder per class with images ({Pattern}) in it.");
        if (classNames is null && found.Length == 1)
            throw new InvalidDataException($"{folder} must hold at least 2 class folders. Received: only {found[0]}.");
        if (classNames is not null && found.FirstOrDefault(name => !classNames.Contains(name)) is { } unknown)
        {
            string known = string.Join(", ", classNames.Take(Listed)) + (classNames.Count > Listed ? ", ..." : "");
            throw new InvalidDataException($"{folder} holds the folder {unknown}, which is none of the {classNames.Count} classes: {known}.");
        }

        ImmutableArray<string> classes = [.. classNames ?? found];
        var files = ImmutableArray.CreateBuilder<File>();
        foreach ((int label, string name) in classes.Index().Where(c => found.Contains(c.Item)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.AddRange(Images(Path.Combine(folder, name)).Select(path => new File(path, label)));
        }

        return new ClassFolders(folder, classes, files.ToImmutable());
    }

    /// <summary>The names of a folder's visible subfolders, in ordinal order.</summary>
    internal static ImmutableArray<string> Subfolders(string folder) =>
        Directory.Exists(folder)
            ? [.. new DirectoryInfo(folder).EnumerateDirectories("*", _visible).Select(sub => sub.Name).Order(StringComparer.Ordinal)]
            : throw new DirectoryNotFoundException($"There is no folder {folder}.");

    private static string[] Images(string classFolder)
    {
        var options = new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = _visible.AttributesToSkip, RecurseSubdirectories = true };
        var files = new FileSystemEnumerable<string>(classFolder, static (ref entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory && ImageFile.HasKnownExtension(entry.FileName),
            // A link may lead back up, and then there is no end.
            ShouldRecursePredicate = static (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        string[] sorted = [.. files.OrderBy(path => path.Replace('\\', '/'), StringComparer.Ordinal)];
        return sorted.Length > 0 ? sorted : throw new InvalidDataException($"The class folder {classFolder} holds no images ({Pattern}).");
    }

    internal readonly record struct File(string Path, int Label);
}
