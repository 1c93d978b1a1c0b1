namespace DsCnn;

/// <summary>How a network is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The lowest supported version of the operators, and the default: ONNX 1.8 of November 2020.</summary>
    public const int MinOpset = 13;

    /// <summary>The highest supported version of the operators: ONNX 1.17 of October 2024.</summary>
    public const int MaxOpset = 22;

    /// <summary>The number of images per run, or null for any number. Default null.</summary>
    public int? BatchSize { get; init => field = value is { } images ? Check.Positive(images) : null; }

    /// <summary>Whether to fold batch norms into the convolutions before them, in double precision. Default true.</summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>Where the exported network ends. Default: where the network itself ends.</summary>
    public OnnxOutput Output { get; init => field = Check.Defined(value); }

    /// <summary>The version of the operators, 13 to 22. Default 13, which all runtimes of recent years read.</summary>
    public int Opset { get; init => field = Check.Between(value, MinOpset, MaxOpset); } = MinOpset;

    /// <summary>Whether to store kernels and matrices in half precision, which makes the file about half as large. Default false.</summary>
    /// <remarks>
    /// Runtimes convert them to single precision when they load the file. Inputs, outputs, biases and the computation stay in float32, so the network
    /// is as fast as before and runs everywhere.
    /// </remarks>
    public bool HalfPrecision { get; init; }

    /// <summary>
    /// How values and weights are stored as bytes, or null for float32. Runtimes such as ONNX Runtime then run the network on integers. It must belong to the network with folded batch norms;
    /// a <c>DsCnnModel</c> has its own in <c>Quantization</c>. Default null.
    /// </summary>
    public QuantizationSpec? Quantization { get; init; }

    /// <summary>
    /// Whether to omit everything in the file that only people read: values and weights get short names, and the biases of quantized convolutions stay float32, which some runtimes
    /// (such as ONNX Runtime 1.31.1) convert to integers themselves. For quantized files, in which names and scales are a large part. Default false.
    /// </summary>
    public bool Compact { get; init; }

    /// <summary>The name of the network's input. Default "input".</summary>
    public string InputName { get; init => field = RequireName(value, nameof(InputName)); } = "input";

    /// <summary>
    /// The name of the network's output, or null for <c>probabilities</c> after a softmax or sigmoid, <c>logits</c> for other vectors and <c>features</c> for
    /// a map. Default null.
    /// </summary>
    public string? OutputName { get; init => field = value is null ? null : RequireName(value, nameof(OutputName)); }

    private static string RequireName(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return GraphNames.IsReserved(value)
            ? throw new ArgumentException(
                $"{name} must not begin with {GraphNames.Layers} or {GraphNames.Constants}, as the values inside the network do. Received: {value}.", name)
            : value;
    }
}

/// <summary>Where an exported network ends.</summary>
public enum OnnxOutput
{
    /// <summary>Where the network itself ends: with probabilities if it has a softmax or sigmoid, else with the output of its last layer.</summary>
    Probabilities,

    /// <summary>Before the softmax or sigmoid.</summary>
    Logits,
}
