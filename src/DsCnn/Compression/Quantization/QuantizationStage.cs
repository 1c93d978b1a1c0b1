namespace DsCnn.Quantization;

/// <summary>The stages of a quantization.</summary>
public enum QuantizationStage
{
    /// <summary>Scaling channels to the same magnitude.</summary>
    Equalizing,

    /// <summary>Recording which numbers occur.</summary>
    Calibrating,

    /// <summary>Measuring by how much rounded weights shift the means.</summary>
    CorrectingBias,

    /// <summary>Comparing outputs with those in float32.</summary>
    Measuring,

    /// <summary>Choosing which layers stay in float32.</summary>
    Choosing,
}
