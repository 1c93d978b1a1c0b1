namespace DsCnn.Quantization;

/// <summary>How a network is quantized after its training.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How the ranges of values are chosen. Default: by the smallest mean squared error.</summary>
    public CalibrationMethod Method
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Method));
    } = CalibrationMethod.MeanSquaredError;

    /// <summary>
    /// Whether the channels between a convolution and a depthwise one are brought to one size, where that changes nothing (Nagel et al. 2019): in a DS block, between the DW conv's
    /// two halves. Default true.
    /// </summary>
    public bool Equalize { get; init; } = true;

    /// <summary>Whether biases take back by how much rounded weights shift the means (Nagel et al. 2019). Default true.</summary>
    public bool CorrectBias { get; init; } = true;

    /// <summary>Whether each layer is also quantized alone, to see what it costs: a pass over the images for each. Default true.</summary>
    public bool MeasureSensitivity { get; init; } = true;

    /// <summary>
    /// The share of the calibration images that may be lost, at least 0 and at most 1, or null for no limit. Beyond it, layers stay in float32, the most sensitive first. Default null.
    /// </summary>
    public double? MaxAccuracyLoss { get; init => field = value is { } loss ? Check.Share(loss) : null; }

    /// <summary>
    /// Bits of a weight, 7 or 8. Default 8. Older x86 processors, without VNNI, add two products in 16 bits, which 8-bit weights can overflow and 7-bit ones cannot.
    /// </summary>
    public int WeightBits { get; init => field = Check.Between(value, 7, 8); } = 8;

    /// <summary>Images per step. Default 64.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 64;
}
