namespace DsCnn.Inference;

/// <summary>Reads whole streams, which may be endless.</summary>
internal static class StreamReading
{
    private const int BlockBytes = 81920;

    /// <summary>Reads to the end, or up to one byte more than allowed.</summary>
    internal static byte[] ReadAll(Stream stream, int maxBytes)
    {
        using MemoryStream content = Start(stream);
        byte[] block = new byte[BlockBytes];
        int read;
        while (content.Length <= maxBytes && (read = stream.Read(block)) > 0)
            content.Write(block, 0, read);
        return content.ToArray();
    }

    /// <inheritdoc cref="ReadAll"/>
    internal static async Task<byte[]> ReadAllAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        using MemoryStream content = Start(stream);
        byte[] block = new byte[BlockBytes];
        int read;
        while (content.Length <= maxBytes && (read = await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false)) > 0)
            content.Write(block, 0, read);
        return content.ToArray();
    }

    private static MemoryStream Start(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new MemoryStream();
    }
}
