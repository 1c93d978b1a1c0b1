namespace DsCnn.Files;

/// <summary>A tensor to be written to a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its element type in safetensors notation, such as <c>F32</c>; files for other programs also contain integers.</param>
/// <param name="Dimensions">Its extents.</param>
/// <param name="Bytes">Its numbers.</param>
internal sealed record RawTensor(string Name, string DataType, IReadOnlyList<int> Dimensions, ReadOnlyMemory<byte> Bytes)
{
    internal static RawTensor Of(string name, WeightTensor tensor)
    {
        string type = tensor.Precision switch
        {
            WeightPrecision.Float32 => "F32",
            WeightPrecision.Float16 => "F16",
            _ => "BF16",
        };
        return new RawTensor(name, type, tensor.Dimensions, tensor.Bytes);
    }

    /// <summary>A single 64-bit integer 0.</summary>
    internal static RawTensor Zero(string name) => new(name, "I64", [], new byte[sizeof(long)]);
}
