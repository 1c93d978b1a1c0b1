namespace DsCnn.Data;

/// <summary>Where a path leads once every link on the way is followed, so that two paths to one folder are equal.</summary>
internal static class RealPath
{
    /// <remarks>What is not there yet leads nowhere else.</remarks>
    internal static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            string next = Path.Combine(real, part);
            // What a link says may lead through links again.
            real = Path.Exists(next) && Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? Of(target.FullName) : next;
        }

        return real;
    }

    /// <summary>Whether a real path is that of a folder, or leads into it.</summary>
    internal static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
