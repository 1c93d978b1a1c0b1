namespace DsCnn;

/// <summary>How a network is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The lowest version of the operators that can be asked for, and the default: ONNX 1.8 of November 2020.</summary>
    public const int MinOpset = 13;

    /// <summary>The highest version of the operators that can be asked for: ONNX 1.17 of October 2024.</summary>
    public const int MaxOpset = 22;

    /// <summary>How many images a run takes, or null for any number. Default null.</summary>
    public int? BatchSize { get; init => field = value is { } images ? Check.Positive(images) : null; }

    /// <summary>Whether batch norms become part of the convolutions before them, computed in double precision. Default true.</summary>
    public bool FoldBatchNorm { get; init; } = true;

    /// <summary>Where the network ends. Default: as it ends itself.</summary>
    public OnnxOutput Output { get; init => field = Check.Defined(value); }

    /// <summary>The version of the operators, 13 to 22. Default 13, which every runtime of the last years reads.</summary>
    public int Opset { get; init => field = Check.Between(value, MinOpset, MaxOpset); } = MinOpset;

    /// <summary>Whether kernels and matrices are stored in half precision, which makes the file about half as large. Default false.</summary>
    /// <remarks>
    /// Runtimes make single precision of them when they load the file: inputs, outputs, biases and the computation stay in float32, so that the network
    /// is as fast as before and runs everywhere.
    /// </remarks>
    public bool HalfPrecision { get; init; }

    /// <summary>
    /// How values and weights are kept as bytes, or null for float32. Runtimes such as ONNX Runtime then run the network on integers. It is that of a network with folded batch norms;
    /// a <c>DsCnnModel</c> has its own in <c>Quantization</c>. Default null.
    /// </summary>
    public QuantizationSpec? Quantization { get; init; }

    /// <summary>
    /// Whether everything in the file that only people read is left out: values and weights get short names, and the biases of quantized convolutions stay float32, of which runtimes
    /// that know how (ONNX Runtime 1.31.1 does) make whole numbers themselves. For quantized files, of which names and scales are a large part. Default false.
    /// </summary>
    public bool Compact { get; init; }

    /// <summary>What the network's input is called. Default "input".</summary>
    public string InputName { get; init => field = RequireName(value, nameof(InputName)); } = "input";

    /// <summary>
    /// What the network's output is called, or null for <c>probabilities</c> after a softmax or sigmoid, <c>logits</c> for another vector and <c>features</c> for
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
    /// <summary>As the network itself ends: with probabilities where it has a softmax or sigmoid, else with what its last layer gives.</summary>
    Probabilities,

    /// <summary>Before the softmax or sigmoid.</summary>
    Logits,
}
