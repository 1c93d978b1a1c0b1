using System.IO.Compression;

namespace DsCnn;

/// <summary>How short a packer makes a model file.</summary>
public static class PackedSize
{
    /// <summary>Packs the model file by Brotli at its best setting and counts the bytes.</summary>
    /// <param name="model">The network.</param>
    /// <returns>Bytes.</returns>
    public static long PackedBytes(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            SafetensorsFile.Write(brotli, [.. model.Weights.Select(w => RawTensor.Of(w.Key, w.Value))], model.Metadata);
        return packed.Length;
    }
}
