namespace DsCnn.Data;

/// <summary>Folders among the pictures that are not part of the data set, created by operating systems, network storage, editors and this library itself.</summary>
internal static class OtherFolders
{
    /// <summary>The default output folder of <c>dscnn train</c>.</summary>
    private const string DefaultRun = "dscnn-run";

    /// <summary>Folders with these names are never classes, in upper or lower case. Names that begin with a dot are hidden anyway.</summary>
    private static readonly HashSet<string> _system = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "Network Trash Folder", "Temporary Items",
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "found.000",
        "@eaDir", "@tmp", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot",
        "lost+found", "__pycache__",
    };

    /// <summary>The files that a training run's output folder contains from the start; pictures don't come with such files.</summary>
    private static readonly string[] _runFiles = ["model.safetensors", "last.ckpt", ".last.ckpt.lock", "history.csv", "run.json"];

    /// <summary>The same for a compression. The first name alone is too common, so the folder must also have the default ending.</summary>
    private static readonly string[] _compressionFiles = ["state.json", ".state.json.lock"];
    private const string CompressionEnd = "-state";

    /// <summary>The ending of pictures that explain a network's decision.</summary>
    private const string ExplanationEnd = ".map.png";

    /// <summary>The kind under which the files of a folder that is left out are counted; null for a folder to read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isHidden">Whether the system hides it.</param>
    /// <param name="excluded">The real paths of folders that the caller excludes.</param>
    internal static string? KindOf(string folder, bool isHidden, IReadOnlyList<string> excluded)
    {
        string name = Path.GetFileName(folder);
        string? reason = isHidden || _system.Contains(name) ? ""
            : excluded.Count > 0 && excluded.Contains(RealPath.Of(folder)) ? " (excluded)"
            : name == DefaultRun || Holds(_runFiles) ? " (a training run)"
            : Holds(name.EndsWith(CompressionEnd, StringComparison.Ordinal) ? _compressionFiles : _compressionFiles[1..]) ? " (a compression)"
            : HoldsOnlyExplanations(folder) ? " (explanations)"
            : null;
        return reason is null ? null : $"in {name}{reason}";

        bool Holds(string[] files) => files.Any(file => File.Exists(Path.Combine(folder, file)));
    }

    /// <summary>Whether a file is a picture that explains a network's decision, in any folder.</summary>
    internal static bool IsExplanation(string name) => name.EndsWith(ExplanationEnd, StringComparison.OrdinalIgnoreCase);

    private static bool HoldsOnlyExplanations(string folder)
    {
        bool any = false;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (!IsExplanation(entry))
                return false;
            any = true;
        }

        return any;
    }
}
