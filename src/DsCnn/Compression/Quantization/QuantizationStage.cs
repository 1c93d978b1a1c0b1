namespace DsCnn.Quantization;

/// <summary>What a quantization is doing.</summary>
public enum QuantizationStage
{
    /// <summary>Bringing channels to one size.</summary>
    Equalizing,

    /// <summary>Watching which numbers occur.</summary>
    Calibrating,

    /// <summary>Measuring by how much rounded weights shift the means.</summary>
    CorrectingBias,

    /// <summary>Comparing outputs with those in float32.</summary>
    Measuring,

    /// <summary>Choosing which layers stay in float32.</summary>
    Choosing,
}
