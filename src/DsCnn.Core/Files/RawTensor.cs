namespace DsCnn.Files;

/// <summary>A tensor on its way into a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its element type as safetensors writes it, such as <c>F32</c>; foreign files also hold whole numbers.</param>
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

    /// <summary>A single 0 of 64 bits.</summary>
    internal static RawTensor Zero(string name) => new(name, "I64", [], new byte[sizeof(long)]);
}
