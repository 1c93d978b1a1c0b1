namespace DsCnn.Tflite;

/// <summary>Element types of tensors, with the numbers of the TFLite schema; only those that are written here.</summary>
internal enum TensorType : sbyte
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    Int8 = 9,
}

/// <summary>The operators that are written, with the numbers of the TFLite schema: those that every runtime has.</summary>
internal enum OperatorKind : sbyte
{
    Add = 0,
    AveragePool2d = 1,
    Conv2d = 3,
    DepthwiseConv2d = 4,
    Dequantize = 6,
    FullyConnected = 9,
    Logistic = 14,
    MaxPool2d = 17,
    Mul = 18,
    Reshape = 22,
    Softmax = 25,
    Pad = 34,
    Quantize = 114,
}

/// <summary>The padding that an operator assumes around a map.</summary>
internal enum PaddingKind : sbyte
{
    /// <summary>As many zeros as needed for an output size of input / stride, rounded up; an odd one is added at the end.</summary>
    Same = 0,

    /// <summary>None.</summary>
    Valid = 1,
}

/// <summary>What an operator applies to its output before storing it.</summary>
internal enum FusedActivation : sbyte
{
    None = 0,
    Relu = 1,
    Relu6 = 3,
}

/// <summary>The type of an operator's options table, with the numbers of the schema's union.</summary>
internal enum OptionsKind : byte
{
    None = 0,
    Conv2d = 1,
    DepthwiseConv2d = 2,
    Pool2d = 5,
    FullyConnected = 8,
    Softmax = 9,
    Add = 11,
    Reshape = 17,
    Mul = 21,
    Pad = 22,
    Dequantize = 38,
    Quantize = 89,
}

/// <summary>Constants of the format outside its tables.</summary>
internal static class FileFormat
{
    /// <summary>The identifier in bytes 4 to 7 of a file.</summary>
    internal const string Identifier = "TFL3";

    /// <summary>The schema's version.</summary>
    internal const int Version = 3;

    /// <summary>The alignment of tensor data, in bytes.</summary>
    internal const int Alignment = 16;

    /// <summary>Offsets in a FlatBuffer are signed 32-bit numbers; the rest is for tables and names, which take less even in the longest networks.</summary>
    internal const long MaxBytes = 2_000_000_000;

    internal static OptionsKind OptionsOf(OperatorKind kind) => kind switch
    {
        OperatorKind.Conv2d => OptionsKind.Conv2d,
        OperatorKind.DepthwiseConv2d => OptionsKind.DepthwiseConv2d,
        OperatorKind.AveragePool2d or OperatorKind.MaxPool2d => OptionsKind.Pool2d,
        OperatorKind.FullyConnected => OptionsKind.FullyConnected,
        OperatorKind.Softmax => OptionsKind.Softmax,
        OperatorKind.Add => OptionsKind.Add,
        OperatorKind.Mul => OptionsKind.Mul,
        OperatorKind.Reshape => OptionsKind.Reshape,
        OperatorKind.Pad => OptionsKind.Pad,
        OperatorKind.Dequantize => OptionsKind.Dequantize,
        OperatorKind.Quantize => OptionsKind.Quantize,
        _ => OptionsKind.None,
    };
}
