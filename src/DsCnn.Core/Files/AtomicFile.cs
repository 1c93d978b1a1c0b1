using System.Formats.Tar;

namespace DsCnn.Files;

/// <summary>Writes files so that a crash, a full disk or a failing writer leaves either the old file or the new one, never part of one.</summary>
internal static class AtomicFile
{
    private const string Ending = ".tmp";

    /// <summary>Writes to a temporary name in the same folder, flushes to disk, and renames over the old file.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or the path is not a regular file; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not writable; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        WriteTogether((path, write));
    }

    /// <summary>Writes files that belong together: replaces the old files only after all new ones are on disk.</summary>
    /// <param name="files">Each file, with a delegate that writes its content.</param>
    /// <exception cref="IOException">A folder does not exist, the disk is full, or a path is not a regular file; the old files are untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder is not writable; the old files are untouched.</exception>
    public static void WriteTogether(params IReadOnlyList<(string Path, Action<Stream> Write)> files)
    {
        var written = new List<(string Temporary, string Target)>();
        try
        {
            foreach ((string path, Action<Stream> write) in files)
            {
                string target = TargetOf(path);
                RequireOrdinary(path, target);
                string? folder = Path.GetDirectoryName(target);
                if (!Directory.Exists(folder))
                    throw new DirectoryNotFoundException($"The folder of {path} does not exist. Create it first.");

                string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}{Ending}");
                written.Add((temporary, target));
                using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            foreach ((string temporary, string target) in written)
                File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            written.ForEach(file => File.Delete(file.Temporary));
            throw;
        }
    }

    /// <summary>Deletes temporary files that killed processes left beside a file.</summary>
    /// <param name="path">The file, which is left alone. Nobody may be writing it now: take a lock first.</param>
    /// <exception cref="IOException">A temporary file cannot be deleted.</exception>
    public static void DeleteLeftOvers(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = TargetOf(path);
        string start = $".{Path.GetFileName(target)}.";
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.EnumerateFiles(folder, ".*" + Ending))
        {
            ReadOnlySpan<char> name = Path.GetFileName(file.AsSpan());
            if (name.StartsWith(start, StringComparison.Ordinal) && Guid.TryParseExact(name[start.Length..^Ending.Length], "N", out _))
                File.Delete(file);
        }
    }

    /// <summary>Rejects devices and pipes: renaming a file over one would take it away from everyone else.</summary>
    /// <exception cref="IOException">The path is a device or a pipe, or a link to one.</exception>
    internal static void RequireOrdinary(string path) => RequireOrdinary(path, TargetOf(path));

    private static void RequireOrdinary(string path, string target)
    {
        if (File.Exists(target) && new FileInfo(target).Length == 0 && !IsOrdinary(target))
            throw new IOException(ErrorText.OneLine($"{path} cannot be written: {(target == Path.GetFullPath(path) ? "it" : target)} is a device or a pipe, not a regular file."));
    }

    /// <summary>In .NET, only the archive classes distinguish devices and pipes from empty files.</summary>
    private static bool IsOrdinary(string empty)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
            writer.WriteEntry(empty, entryName: "file");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()!.EntryType is TarEntryType.RegularFile;
    }

    /// <summary>The file that a path refers to, with links followed.</summary>
    internal static string TargetOf(string path)
    {
        FileSystemInfo? linked = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        return linked?.FullName ?? Path.GetFullPath(path);
    }
}
