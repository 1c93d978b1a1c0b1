namespace DsCnn.Data;

/// <summary>Counts the files that are left out while folders are read.</summary>
internal sealed class LeftOutTally(CancellationToken cancellationToken)
{
    private const int LongestEnding = 16;

    private static readonly EnumerationOptions _everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    private readonly Dictionary<string, int> _kinds = [];

    internal LeftOutFiles Result => new(_kinds);

    private void Add(string kind, int count = 1)
    {
        if (count > 0)
            _kinds[kind] = _kinds.GetValueOrDefault(kind) + count;
    }

    internal void Add(LeftOutFiles files)
    {
        foreach ((string kind, int count) in files.Kinds)
            Add(kind, count);
    }

    /// <summary>Counts a file by its extension; pictures also by the reason for leaving them out.</summary>
    internal void Add(FolderLevel.File file, string pictures = "")
    {
        string ending = EndingOf(file.Name);
        Add(file.Name.StartsWith("._", StringComparison.Ordinal) ? "._*"
            : OtherFolders.IsExplanation(file.Name) ? ".map.png (explanations)"
            : file.IsImage ? $"{ending} {pictures}"
            : ImageFile.HasKnownExtension(file.Name) ? $"{ending} hidden"
            : ending);
    }

    /// <summary>Counts the files beside the folders of a level.</summary>
    internal void AddAround(FolderLevel level, string pictures)
    {
        foreach (FolderLevel.File file in level.Files)
            Add(file, pictures);
        AddIgnored(level);
    }

    /// <summary>Counts what is never read in any folder.</summary>
    internal void AddIgnored(FolderLevel level)
    {
        foreach ((string name, string kind) in level.IgnoredFolders)
            AddFolder(level.In(name), kind);
        Add("whose names are not UTF-8 text", level.Undecodable.Length);
    }

    /// <summary>Counts all files in a folder, without following links.</summary>
    internal void AddFolder(string folder, string kind)
    {
        var folders = new Stack<string>([folder]);
        while (folders.TryPop(out string? next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileSystemInfo entry in new DirectoryInfo(next).EnumerateFileSystemInfos("*", _everything))
            {
                if (entry is not DirectoryInfo)
                    Add(kind);
                else if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    folders.Push(entry.FullName);
            }
        }
    }

    private static string EndingOf(string name)
    {
        string ending = Path.GetExtension(name);
        return ending.Length is 0 or > LongestEnding || ending.Any(char.IsWhiteSpace) ? "without an extension"
            // .DS_Store is the whole name, .TXT becomes .txt.
            : ending.Length == name.Length ? ending : ending.ToLowerInvariant();
    }
}
