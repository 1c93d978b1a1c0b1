namespace DsCnn.Tflite;

/// <summary>Which version of an operator has what is asked of it, and since which runtime there is one: a runtime refuses versions that it does not know.</summary>
internal static class OperatorVersions
{
    /// <summary>TensorFlow Lite 1.14, the first with kernels of signed bytes, and with LOGISTIC as it is.</summary>
    private static readonly Version _bytes = new(1, 14, 0);

    /// <summary>TensorFlow Lite 1.15: half precision, and products that are worth more than a step of what they become.</summary>
    private static readonly Version _later = new(1, 15, 0);

    internal static int Of(OperatorKind kind, IReadOnlyList<FileTensor> inputs, FileTensor output)
    {
        TensorType type = inputs[0].Type;
        return kind switch
        {
            OperatorKind.Dequantize when type == TensorType.Float16 => 3,
            OperatorKind.Reshape or OperatorKind.Quantize => 1,
            _ when type != TensorType.Int8 => 1,
            OperatorKind.Conv2d or OperatorKind.DepthwiseConv2d => 3,
            OperatorKind.Mul when ScaleOf(inputs[0]) * ScaleOf(inputs[1]) / ScaleOf(output) >= 1 => 3,
            _ => 2,
        };
    }

    /// <summary>The oldest runtime that has all of them, as the metadata "min_runtime_version" names it.</summary>
    internal static string RuntimeFor(IEnumerable<FileOperator> operators) => operators
        .Select(step => step is { Kind: OperatorKind.Dequantize or OperatorKind.Mul, Version: 3 } ? _later : _bytes)
        .Append(_bytes).Max()!.ToString();

    private static float ScaleOf(FileTensor tensor) => tensor.Quantization!.Scales[0];
}
