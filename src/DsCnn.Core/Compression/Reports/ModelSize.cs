using System.IO.Compression;

namespace DsCnn.Compression;

/// <summary>Computes the size of a model file, compressed and uncompressed.</summary>
public static class ModelSize
{
    /// <summary>Computes the size of the model file, including labels and preprocessing, without writing it.</summary>
    /// <param name="model">The network.</param>
    /// <returns>Bytes, with float32 weights.</returns>
    public static long FileBytes(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return SafetensorsFile.SizeOf(model.Spec.Weights, model.Metadata);
    }

    /// <summary>Compresses the model file with Brotli at its best setting and counts the bytes. This takes about a second per megabyte.</summary>
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

    /// <summary>Computes the size of the weights in the form in which the network computes with them.</summary>
    /// <param name="model">The network.</param>
    /// <returns>4 bytes per number; for int8 weights, 1 byte per number and 4 for each filter's scale.</returns>
    public static long WeightBytes(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, int> scales = model.Quantization?.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.Length) ?? [];
        return model.Spec.Weights.Sum(weight => scales.TryGetValue(weight.Name, out int filters) ? weight.Elements + (4L * filters) : 4 * weight.Elements);
    }
}
