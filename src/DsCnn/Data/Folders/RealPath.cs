namespace DsCnn.Data;

/// <summary>Resolves all links in a path, so that two paths to the same folder are equal.</summary>
internal static class RealPath
{
    /// <remarks>What does not exist yet is left as it is.</remarks>
    internal static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            // A link's target may contain links itself.
            real = Path.Exists(next) && Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Of(target.FullName) : next;
        }

        return real;
    }

    /// <summary>Whether a real path is a folder or lies within it.</summary>
    internal static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
