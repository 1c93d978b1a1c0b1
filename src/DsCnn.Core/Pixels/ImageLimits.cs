using System.Globalization;

namespace DsCnn.Pixels;

/// <summary>Limits on image files for all decoders: sizes are checked before memory is allocated.</summary>
internal static class ImageLimits
{
    /// <summary>No picture that is useful for training is larger, and the whole file is loaded into memory.</summary>
    internal const int MaxFileBytes = 1 << 30;

    /// <summary>With four bytes each, the largest image still fits into one array.</summary>
    internal const int LargestMaxPixels = 1 << 28;

    internal const int DefaultMaxPixels = 100_000_000;

    /// <summary>Opens a file for decoding.</summary>
    /// <exception cref="InvalidDataException">It is not an image of a supported size; the message says why, without the file's name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    internal static FileStream Open(string path)
    {
        RequireThere(path);
        long length = InputFile.LengthOf(path);
        if (length == 0)
            throw new InvalidDataException("the file is empty, or a pipe, a socket or a device");
        RequireLength(length);
        return InputFile.Open(path);
    }

    /// <summary>Reads a file for decoding.</summary>
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
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the file has {length} bytes, more than the limit of {MaxFileBytes}"));
    }

    /// <exception cref="InvalidDataException">The image has more pixels than allowed.</exception>
    internal static void RequirePixels(int width, int height, int maxPixels)
    {
        if ((long)width * height > maxPixels)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture, $"{width} x {height} pixels exceed the limit of {maxPixels} per image; raise MaxPixels (--max-pixels)"));
        }
    }

    /// <summary>Large data sets are often stored in one place and linked; the links' targets may be fetched later, or never.</summary>
    private static void RequireThere(string path)
    {
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
            throw new FileNotFoundException("there is no such file", path);
        if (File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: false } target)
            throw new InvalidDataException($"it is a link to {target.FullName}, which does not exist");
    }
}
