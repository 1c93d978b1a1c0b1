namespace DsCnn.Interop;

/// <summary>A type of storage in PyTorch files.</summary>
/// <param name="Name">PyTorch's name without its module.</param>
/// <param name="DataType">The type of its numbers in PyTorch's notation.</param>
/// <param name="SafetensorsName">The type in safetensors notation.</param>
/// <param name="ElementBytes">Bytes per number.</param>
/// <param name="Precision">The precision of weights of this type, or null if it is not a type for weights.</param>
internal sealed record TorchStorageType(string Name, string DataType, string SafetensorsName, int ElementBytes, WeightPrecision? Precision = null)
{
    internal static TorchStorageType Int64 { get; } = new("LongStorage", "int64", "I64", 8);

    internal static IReadOnlyList<TorchStorageType> All { get; } =
    [
        new("FloatStorage", "float32", "F32", 4, WeightPrecision.Float32),
        new("HalfStorage", "float16", "F16", 2, WeightPrecision.Float16),
        new("BFloat16Storage", "bfloat16", "BF16", 2, WeightPrecision.BFloat16),
        Int64,
        new("DoubleStorage", "float64", "F64", 8),
        new("IntStorage", "int32", "I32", 4),
        new("ShortStorage", "int16", "I16", 2),
        new("CharStorage", "int8", "I8", 1),
        new("ByteStorage", "uint8", "U8", 1),
        new("BoolStorage", "bool", "BOOL", 1),
        new("ComplexFloatStorage", "complex64", "C64", 8),
        new("ComplexDoubleStorage", "complex128", "C128", 16),
        new("QInt8Storage", "qint8", "QI8", 1),
        new("QUInt8Storage", "quint8", "QU8", 1),
        new("QInt32Storage", "qint32", "QI32", 4),
    ];
}
