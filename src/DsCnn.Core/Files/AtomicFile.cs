namespace DsCnn;

/// <summary>Writes files so that a crash, a full disk or a failing writer leaves the old file or the new one, never half of one.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a temporary name in the same folder, flushes to the disk, and renames over the old file.</summary>
    /// <param name="path">The file; a link is followed to what it points at.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The folder does not exist or the disk is full; the old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to; the old file is untouched.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);

        FileSystemInfo? linked = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        string target = linked?.FullName ?? Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(target);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"The folder of {path} does not exist. Create it first.");

        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
