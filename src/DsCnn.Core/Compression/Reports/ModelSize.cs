using System.IO.Compression;

namespace DsCnn.Compression;

/// <summary>How large the file of a model is, as it is and packed.</summary>
public static class ModelSize
{
    /// <summary>Counts the bytes of the model file, labels and preprocessing included, without writing it.</summary>
    /// <param name="model">The network.</param>
    /// <returns>Bytes, with float32 weights.</returns>
    public static long FileBytes(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return SafetensorsFile.SizeOf(model.Spec.Weights, model.Metadata);
    }

    /// <summary>Packs the model file by Brotli at its best setting and counts the bytes. That takes about a second for every megabyte.</summary>
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

    /// <summary>Counts the bytes of the weights as the network computes with them.</summary>
    /// <param name="model">The network.</param>
    /// <returns>4 for each number; where weights are int8, 1 for each and 4 for each filter's scale.</returns>
    public static long WeightBytes(this ModelFile model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Dictionary<string, int> scales = model.Quantization?.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.Length) ?? [];
        return model.Spec.Weights.Sum(weight => scales.TryGetValue(weight.Name, out int filters) ? weight.Elements + (4L * filters) : 4 * weight.Elements);
    }
}
