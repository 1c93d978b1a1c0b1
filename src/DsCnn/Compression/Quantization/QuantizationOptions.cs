namespace DsCnn.Quantization;

/// <summary>How a network is quantized after training.</summary>
public sealed record QuantizationOptions
{
    /// <summary>How the ranges of values are chosen. Default: by the smallest mean squared error.</summary>
    public CalibrationMethod Method
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Method));
    } = CalibrationMethod.MeanSquaredError;

    /// <summary>
    /// Whether the channels between a convolution and a depthwise one are scaled to the same magnitude, where that does not change the result (Nagel et al. 2019): in a DS block, between the two
    /// halves of the DW conv. Default true.
    /// </summary>
    public bool Equalize { get; init; } = true;

    /// <summary>Whether biases compensate for the shift of the means that rounded weights cause (Nagel et al. 2019). Default true.</summary>
    public bool CorrectBias { get; init; } = true;

    /// <summary>Whether each layer is also quantized alone to measure its loss, which takes a pass over the images per layer. Default true.</summary>
    public bool MeasureSensitivity { get; init; } = true;

    /// <summary>
    /// The maximum loss of accuracy on the calibration images, at least 0 and at most 1, or null for no limit. If the loss exceeds it, layers stay in float32, the most sensitive first. Default null.
    /// </summary>
    public double? MaxAccuracyLoss { get; init => field = value is { } loss ? Check.Share(loss) : null; }

    /// <summary>
    /// Bits per weight, 7 or 8. Default 8. Older x86 processors, without VNNI, add two products in 16 bits, which can overflow with 8-bit weights but not with 7-bit weights.
    /// </summary>
    public int WeightBits { get; init => field = Check.Between(value, 7, 8); } = 8;

    /// <summary>Images per batch. Default 64.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 64;
}
