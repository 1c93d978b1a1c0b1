namespace DsCnn;

/// <summary>How a network is written as .tflite.</summary>
public sealed record TfliteExportOptions
{
    /// <summary>The number of images per run. Default 1: microcontrollers and phones plan their memory in advance.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 1;

    /// <summary>Whether the exported network ends before its softmax or sigmoid. Default false.</summary>
    public bool Logits { get; init; }

    /// <summary>Whether to store kernels and matrices in half precision, which makes the file about half as large. Default false.</summary>
    /// <remarks>Each is followed by a DEQUANTIZE, so the computation stays in float32. LiteRT reads such files, TensorFlow Lite Micro does not.</remarks>
    public bool HalfPrecision { get; init; }

    /// <summary>How values and weights are stored as bytes, or null for the model's quantization, or float32 if it has none. It must belong to the network with folded batch norms. Default null.</summary>
    public QuantizationSpec? Quantization { get; init; }

    /// <summary>The types of a quantized network's inputs and outputs. Default <see cref="TfliteInterface.Float32"/>.</summary>
    public TfliteInterface Interface { get; init => field = Check.Defined(value); }

    /// <summary>The name of the network's input. Default "input".</summary>
    public string InputName { get; init => field = RequireName(value, nameof(InputName)); } = "input";

    /// <summary>
    /// The name of the network's output, or null for <c>probabilities</c> after a softmax or sigmoid, <c>logits</c> for other vectors and <c>features</c> for a map. Default null.
    /// </summary>
    public string? OutputName { get; init => field = value is null ? null : RequireName(value, nameof(OutputName)); }

    private static string RequireName(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }
}

/// <summary>The types of a quantized .tflite network's inputs and outputs.</summary>
public enum TfliteInterface
{
    /// <summary>Numbers: the first operator quantizes the images, the last one dequantizes the results.</summary>
    Float32,

    /// <summary>Signed bytes with scales and zero points in the file, without any floating-point numbers, as microcontrollers require.</summary>
    Int8,
}
