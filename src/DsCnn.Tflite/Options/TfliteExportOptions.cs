namespace DsCnn;

/// <summary>How a network is written as .tflite.</summary>
public sealed record TfliteExportOptions
{
    /// <summary>How many images a run takes. Default 1: microcontrollers and phones plan their memory ahead.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 1;

    /// <summary>Whether the network ends before its softmax or sigmoid. Default false.</summary>
    public bool Logits { get; init; }

    /// <summary>Whether kernels and matrices are stored in half precision, which makes the file about half as large. Default false.</summary>
    /// <remarks>Each is followed by a DEQUANTIZE, so that the computation stays in float32. LiteRT reads such files, TensorFlow Lite Micro does not.</remarks>
    public bool HalfPrecision { get; init; }

    /// <summary>How values and weights are kept as bytes, or null for that of the model, or for float32 where it has none. It is that of a network with folded batch norms. Default null.</summary>
    public QuantizationSpec? Quantization { get; init; }

    /// <summary>What a quantized network takes and gives. Default <see cref="TfliteInterface.Float32"/>.</summary>
    public TfliteInterface Interface { get; init => field = Check.Defined(value); }

    /// <summary>What the network's input is called. Default "input".</summary>
    public string InputName { get; init => field = RequireName(value, nameof(InputName)); } = "input";

    /// <summary>
    /// What the network's output is called, or null for <c>probabilities</c> after a softmax or sigmoid, <c>logits</c> for another vector and <c>features</c> for a map. Default null.
    /// </summary>
    public string? OutputName { get; init => field = value is null ? null : RequireName(value, nameof(OutputName)); }

    private static string RequireName(string value, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, name);
        return value;
    }
}

/// <summary>What a quantized .tflite network takes and gives.</summary>
public enum TfliteInterface
{
    /// <summary>Numbers: the first operator makes bytes of the images, the last makes numbers of the answers.</summary>
    Float32,

    /// <summary>Signed bytes, whose scales and zero points the file says: nothing in it is a floating-point number, as microcontrollers want it.</summary>
    Int8,
}
