using System.Text;

namespace DsCnn.Files;

/// <summary>Opens regular files for reading, and nothing else: opening a pipe waits for a writer, and a device never ends.</summary>
/// <remarks>.NET reports a length of 0 for anything but a regular file. No reader here can use an empty file either, so both are rejected in the same way.</remarks>
internal static class InputFile
{
    /// <summary>Opens a file; the stream is seekable.</summary>
    /// <exception cref="InvalidDataException">It is empty, or a pipe, a socket or a device.</exception>
    /// <exception cref="IOException">It is a folder, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    internal static FileStream Open(string path)
    {
        if (LengthOf(path) == 0)
            throw new InvalidDataException(ErrorText.OneLine($"{path}: it is empty, or not a file but a pipe, a socket or a device."));
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Reads a text of limited length.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    internal static string ReadText(string path, int maxBytes)
    {
        using FileStream file = Open(path);
        if (file.Length > maxBytes)
            throw new InvalidDataException(ErrorText.OneLine($"{path}: expected at most {maxBytes} bytes. Received: {file.Length}."));
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The length in bytes of a file, or of the file that a link points to; 0 for pipes, sockets and devices.</summary>
    /// <exception cref="IOException">It is a folder, or does not exist.</exception>
    internal static long LengthOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            throw new IOException(ErrorText.OneLine($"{path} is a folder. Expected a file."));
        var file = new FileInfo(path);
        if (!file.Exists && file.LinkTarget is null)
            throw new FileNotFoundException(ErrorText.OneLine($"There is no file {path}."), path);
        if (file.ResolveLinkTarget(returnFinalTarget: true) is not FileInfo target)
            return file.Length;

        // The target of /dev/stdin or of a shell's <(...) has a name that does not exist as a file.
        return target.Exists ? target.Length
            : target.FullName.StartsWith("/proc/", StringComparison.Ordinal) ? 0
            : throw new FileNotFoundException(ErrorText.OneLine($"{path} is a link to {target.FullName}, which does not exist."), path);
    }
}
