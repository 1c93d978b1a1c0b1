namespace DsCnn.Cli;

/// <summary>Checks, before hours of work, whether their result can be written.</summary>
internal static class WritableFile
{
    /// <exception cref="IOException">Its folder does not exist or cannot be written to, or the path is a folder, a device or a pipe.</exception>
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

    /// <summary>The messages must not contain the name of the probe file, which means nothing to the user.</summary>
    private static string Reason(Exception failed, FileInfo file, string probe) => failed switch
    {
        UnauthorizedAccessException => $"there is no write permission for the folder {file.DirectoryName}.",
        DirectoryNotFoundException or FileNotFoundException => $"the folder {file.DirectoryName} does not accept files.",
        _ => failed.Message.Replace(probe, file.FullName, StringComparison.Ordinal),
    };
}
