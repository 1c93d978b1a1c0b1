using System.IO.Enumeration;

namespace DsCnn.Data;

/// <summary>Finds pictures from what users type: files, folders, and patterns such as <c>**/*.jpg</c>.</summary>
internal static class PictureFiles
{
    private const string AnyDepth = "**";

    private static readonly char[] _separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>
    /// A file stands for itself, whether it exists or not; a folder for all pictures in it, at any depth; a pattern for everything that matches: * and ? stand for any characters, ** for
    /// folders of any depth. In natural order: 2 before 10. Names that begin with a dot, files that operating systems create, and explanations (<c>*.map.png</c>) are found only by their names.
    /// </summary>
    /// <returns>The files; none if nothing matches.</returns>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to a folder is denied.</exception>
    internal static IReadOnlyList<string> Find(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (File.Exists(text))
            return [text];
        IEnumerable<string> found = Directory.Exists(text) ? Folders(text).SelectMany(folder => Files(folder, "*"))
            : IsPattern(text) ? Matches(text)
            : [text];
        return [.. found.Order(NaturalOrder.Paths)];
    }

    private static IEnumerable<string> Matches(string pattern)
    {
        string root = Path.GetPathRoot(pattern)!;
        string[] parts = pattern[root.Length..].Split(_separators, StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> folders = [root];
        foreach (string part in parts[..^1])
        {
            folders = part == AnyDepth ? folders.SelectMany(Folders)
                : IsPattern(part) ? folders.SelectMany(folder => Subfolders(folder).Where(name => Fits(part, name)))
                : folders.Select(folder => Path.Combine(folder, part)).Where(Directory.Exists);
        }

        // Two ** can reach the same folder in two ways.
        return parts[^1] == AnyDepth
            ? folders.SelectMany(Folders).Distinct().SelectMany(folder => Files(folder, "*"))
            : folders.Distinct().SelectMany(folder => Files(folder, parts[^1]));
    }

    /// <summary>A folder and all its subfolders for pictures, each once because links may form a cycle.</summary>
    private static List<string> Folders(string folder)
    {
        var found = new List<string>();
        var seen = new HashSet<string>();
        Add(folder);
        return found;

        void Add(string next)
        {
            string place = next.Length > 0 ? next : ".";
            if (!seen.Add(RealPath.Of(place)))
                return;
            found.Add(next);
            foreach (FolderLevel.Folder inner in FolderLevel.Read(place, []).Folders)
                Add(Path.Combine(next, inner.Name));
        }
    }

    private static IEnumerable<string> Subfolders(string folder) => Entries(folder, Directory.EnumerateDirectories);

    /// <summary>The files in a folder that match; if any extension matches, only pictures.</summary>
    private static IEnumerable<string> Files(string folder, string pattern) => Entries(folder, Directory.EnumerateFiles).Where(path =>
        Fits(pattern, path) && (OtherFolders.IsExplanation(pattern) || !OtherFolders.IsExplanation(path)) && (ImageFile.HasKnownExtension(path) || !IsPattern(Path.GetExtension(pattern) is { Length: > 0 } ending ? ending : pattern)));

    private static bool Fits(string pattern, string path)
    {
        string name = Path.GetFileName(path);
        return (!name.StartsWith('.') || pattern.StartsWith('.'))
            && FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: OperatingSystem.IsWindows() || OperatingSystem.IsMacOS());
    }

    /// <summary>The contents of a folder, with paths that begin as the user typed them.</summary>
    private static IEnumerable<string> Entries(string folder, Func<string, IEnumerable<string>> list) =>
        folder.Length > 0 ? list(folder) : list(".").Select(path => Path.GetFileName(path));

    private static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');
}
