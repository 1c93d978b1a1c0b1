using System.Text;

namespace DsCnn.Data;

/// <summary>Finds the pictures that a list names, relative to the list.</summary>
internal sealed class PictureNames(string list)
{
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(list))!;

    /// <summary>The contents of folders, by composed names; only folders that were needed.</summary>
    private readonly Dictionary<string, ILookup<string, string>> _contents = [];

    /// <summary>The list, for messages.</summary>
    internal string List => list;

    /// <summary>Whether a cell names a picture: by its extension, or because such a file exists.</summary>
    internal bool IsPicture(string cell) => cell.Length > 0 && (ImageFile.HasKnownExtension(cell) || File.Exists(Resolve(cell)));

    /// <summary>The file for a name. Lists from Windows use backslashes, and some omit extensions.</summary>
    internal string Resolve(string name)
    {
        string path = Path.GetFullPath(Path.Combine(_folder, name));
        string found = InAnyForm(Path.DirectorySeparatorChar == '\\' || !name.Contains('\\', StringComparison.Ordinal) || File.Exists(path)
            ? path
            : Path.GetFullPath(Path.Combine(_folder, name.Replace('\\', '/'))));
        return ImageFile.HasKnownExtension(found) || File.Exists(found)
            ? found
            : ImageFile.Extensions.Select(ending => $"{found}.{ending}").FirstOrDefault(File.Exists) ?? found;
    }

    /// <summary>File names from a Mac may have accents as separate characters while the list does not.</summary>
    private string InAnyForm(string path)
    {
        if (Ascii.IsValid(path) || Path.Exists(path))
            return path;
        string folder = InAnyForm(Path.GetDirectoryName(path)!);
        if (!Directory.Exists(folder))
            return path;
        if (!_contents.TryGetValue(folder, out ILookup<string, string>? entries))
            _contents[folder] = entries = Directory.EnumerateFileSystemEntries(folder).ToLookup(entry => ComposedText.Of(Path.GetFileName(entry)));
        return entries[ComposedText.Of(Path.GetFileName(path))].FirstOrDefault() ?? path;
    }
}
