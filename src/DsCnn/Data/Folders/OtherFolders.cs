namespace DsCnn.Data;

/// <summary>Folders among the pictures that hold no pictures of the data set: what systems, NAS, editors and this library itself put there.</summary>
internal static class OtherFolders
{
    /// <summary>The folder that <c>dscnn train</c> writes to unless it is told another.</summary>
    private const string DefaultRun = "dscnn-run";

    /// <summary>What is called so is never a class, in any case. Names that begin with a dot are hidden anyway.</summary>
    private static readonly HashSet<string> _system = new(StringComparer.OrdinalIgnoreCase)
    {
        "__MACOSX", "Network Trash Folder", "Temporary Items",
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "found.000",
        "@eaDir", "@tmp", "#recycle", "#snapshot", "@Recycle", "@Recently-Snapshot",
        "lost+found", "__pycache__",
    };

    /// <summary>What a folder holds that a training run writes to, from its first moment on; pictures do not come with such files.</summary>
    private static readonly string[] _runFiles = ["model.safetensors", "last.ckpt", ".last.ckpt.lock", "history.csv", "run.json"];

    /// <summary>And a compression. The first name alone is too common; the folder's ends so unless it is told another.</summary>
    private static readonly string[] _compressionFiles = ["state.json", ".state.json.lock"];
    private const string CompressionEnd = "-state";

    /// <summary>What pictures are called that show why a network decided as it did.</summary>
    private const string ExplanationEnd = ".map.png";

    /// <summary>As what the files in a folder are counted that is left out; null for a folder that is to be read.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isHidden">Whether the system hides it.</param>
    /// <param name="excluded">The real paths of folders that the caller knows to be something else.</param>
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

    /// <summary>Whether a file is a drawing of why a network decided as it did, wherever it lies.</summary>
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
