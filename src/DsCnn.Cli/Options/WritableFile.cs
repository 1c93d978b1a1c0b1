namespace DsCnn.Cli;

/// <summary>Finds out before hours of work whether their outcome can be written.</summary>
internal static class WritableFile
{
    /// <exception cref="IOException">Its folder does not exist or cannot be written to, or it is a folder itself, a device or a pipe.</exception>
    internal static void Require(FileInfo file)
    {
        if (Directory.Exists(file.FullName))
            throw new IOException($"{file} cannot be written: it is a folder.");
        AtomicFile.RequireOrdinary(file.FullName);
        if (!Directory.Exists(file.DirectoryName))
            throw new IOException($"{file} cannot be written: there is no folder {file.DirectoryName}.");
        string probe = Path.Combine(file.DirectoryName!, $".{file.Name}.{Guid.NewGuid():N}.tmp");
        try
        {
            using FileStream stream = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{file} cannot be written: {Reason(failed, file, probe)}", failed);
        }
    }

    /// <summary>Nobody knows the name that was tried.</summary>
    private static string Reason(Exception failed, FileInfo file, string probe) => failed switch
    {
        UnauthorizedAccessException => $"the folder {file.DirectoryName} may not be written to.",
        DirectoryNotFoundException or FileNotFoundException => $"the folder {file.DirectoryName} takes no files.",
        _ => failed.Message.Replace(probe, file.FullName, StringComparison.Ordinal),
    };
}
