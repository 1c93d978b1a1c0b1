using System.Collections.Immutable;
using System.IO.Enumeration;

namespace DsCnn.Data;

/// <summary>The direct contents of a folder: folders created by people, files, and anything that is not meant to be read.</summary>
internal sealed class FolderLevel
{
    /// <summary>The character with which .NET replaces bytes that are not UTF-8; files with such names cannot be opened.</summary>
    private const char Replacement = '\ufffd';

    private static readonly EnumerationOptions _everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    private FolderLevel(string path, IEnumerable<Entry> entries, IReadOnlyList<string> excluded)
    {
        Path = path;
        ILookup<bool, Entry> byName = entries.Where(entry => !LeadsBack(entry)).OrderBy(entry => entry.Name, StringComparer.Ordinal).ToLookup(IsUndecodable);
        Undecodable = [.. byName[true].Select(entry => (entry.Name, entry.IsFolder))];
        Files = [.. byName[false].Where(entry => !entry.IsFolder).Select(entry => new File(entry.Name, entry.IsHidden))];
        var folders = byName[false].Where(entry => entry.IsFolder)
            .ToLookup(entry => OtherFolders.KindOf(In(entry.Name), entry.IsHidden, excluded), entry => new Folder(entry.Name, entry.IsLink));
        Folders = [.. folders[null]];
        IgnoredFolders = [.. folders.Where(kind => kind.Key is not null).SelectMany(kind => kind.Select(folder => (folder.Name, kind.Key!)))];
    }

    internal string Path { get; }

    /// <summary>The folders that may contain pictures, in ordinal order.</summary>
    internal ImmutableArray<Folder> Folders { get; }

    /// <summary>The folders that are left out with all their contents, and the kind under which their files are counted.</summary>
    internal ImmutableArray<(string Name, string Kind)> IgnoredFolders { get; }

    /// <summary>All files, in ordinal order.</summary>
    internal ImmutableArray<File> Files { get; }

    /// <summary>The apparent names of files and folders whose names are not UTF-8 text.</summary>
    internal ImmutableArray<(string Name, bool IsFolder)> Undecodable { get; }

    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    internal static FolderLevel Read(string folder, IReadOnlyList<string> excluded)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(ErrorText.OneLine($"There is no folder {folder}."));
        var entries = new FileSystemEnumerable<Entry>(
            folder,
            static (ref entry) => new Entry(
                entry.FileName.ToString(),
                entry.IsDirectory,
                entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
                entry.FileName[0] == '.' || (entry.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0),
            _everything);
        return new FolderLevel(folder, entries, excluded);
    }

    /// <summary>Checks that each folder can be opened: if the folder of a class were skipped, the network would be trained on the wrong classes.</summary>
    /// <exception cref="InvalidDataException">A folder's name is not UTF-8 text, or what may be a link to a folder is broken.</exception>
    internal void RequireWhole()
    {
        if (Files.FirstOrDefault(file => !file.IsHidden && System.IO.Path.GetExtension(file.Name).Length == 0 && IsDangling(file.Name)) is { Name: { } link })
            throw new InvalidDataException(ErrorText.OneLine($"{In(link)} is a link to something that does not exist. Fix or remove it."));
        if (Undecodable.FirstOrDefault(entry => entry.IsFolder) is { Name: { } name })
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{Path} contains the folder {name}, which cannot be opened because its name is not UTF-8 text. Rename it (convmv renames many at once)."));
        }
    }

    internal string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A link to this folder or one of its parents adds nothing new and never ends.</summary>
    private bool LeadsBack(Entry entry) => entry is { IsFolder: true, IsLink: true } && RealPath.IsWithin(RealPath.Of(Path), RealPath.Of(In(entry.Name)));

    private bool IsDangling(string name) => System.IO.File.ResolveLinkTarget(In(name), returnFinalTarget: true) is { Exists: false };

    private bool IsUndecodable(Entry entry) =>
        entry.Name.Contains(Replacement) && !System.IO.File.Exists(In(entry.Name)) && !Directory.Exists(In(entry.Name));

    internal readonly record struct File(string Name, bool IsHidden)
    {
        internal bool IsImage => !IsHidden && ImageFile.HasKnownExtension(Name) && !OtherFolders.IsExplanation(Name);
    }

    internal readonly record struct Folder(string Name, bool IsLink);

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink, bool IsHidden);
}
