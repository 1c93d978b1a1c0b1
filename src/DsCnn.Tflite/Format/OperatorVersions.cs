namespace DsCnn.Tflite;

/// <summary>The lowest operator version with the required features, and the runtime that introduced it: a runtime rejects versions that it does not know.</summary>
internal static class OperatorVersions
{
    /// <summary>TensorFlow Lite 1.14, the first with kernels for signed bytes, and with LOGISTIC in its current form.</summary>
    private static readonly Version _bytes = new(1, 14, 0);

    /// <summary>TensorFlow Lite 1.15: half precision, and products that are larger than a step of the output.</summary>
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

    /// <summary>The oldest runtime that supports all of them, for the metadata "min_runtime_version".</summary>
    internal static string RuntimeFor(IEnumerable<FileOperator> operators) => operators
        .Select(step => step is { Kind: OperatorKind.Dequantize or OperatorKind.Mul, Version: 3 } ? _later : _bytes)
        .Append(_bytes).Max()!.ToString();

    private static float ScaleOf(FileTensor tensor) => tensor.Quantization!.Scales[0];
}
