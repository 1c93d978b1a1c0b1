using System.Globalization;

namespace DsCnn.Pixels;

/// <summary>What an image file may be, whichever library decodes it: sizes are checked before memory is taken.</summary>
internal static class ImageLimits
{
    /// <summary>No picture that is worth training on is larger, and the whole file goes into memory.</summary>
    internal const int MaxFileBytes = 1 << 30;

    /// <summary>Four bytes for each stay within one array, with room for the largest.</summary>
    internal const int LargestMaxPixels = 1 << 28;

    internal const int DefaultMaxPixels = 100_000_000;

    /// <summary>Opens a file to be decoded.</summary>
    /// <exception cref="InvalidDataException">It holds no image of a size that is read; the message says why, without the file's name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal static FileStream Open(string path)
    {
        RequireThere(path);
        long length = InputFile.LengthOf(path);
        if (length == 0)
            throw new InvalidDataException("the file is empty, or a pipe, a socket or a device");
        RequireLength(length);
        return InputFile.Open(path);
    }

    /// <summary>Reads a file to be decoded.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    internal static byte[] ReadAll(string path)
    {
        using FileStream file = Open(path);
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    /// <exception cref="InvalidDataException">A file has too few or too many bytes.</exception>
    internal static void RequireLength(long length)
    {
        if (length == 0)
            throw new InvalidDataException("the file is empty");
        if (length > MaxFileBytes)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{length} bytes are more than the {MaxFileBytes} that one file may have"));
    }

    /// <exception cref="InvalidDataException">An image has more pixels than are allowed.</exception>
    internal static void RequirePixels(int width, int height, int maxPixels)
    {
        if ((long)width * height > maxPixels)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{width} x {height} pixels are more than the {maxPixels} that one image may have; raise MaxPixels (--max-pixels)"));
        }
    }

    /// <summary>Links are how large data sets are kept in one place, and their targets are fetched later, or not at all.</summary>
    private static void RequireThere(string path)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
            throw new FileNotFoundException("there is no such file", path);
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false } target)
            throw new InvalidDataException($"it is a link to {target.FullName}, which is not there");
    }
}
