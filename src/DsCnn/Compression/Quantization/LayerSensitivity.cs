namespace DsCnn.Quantization;

/// <summary>What quantizing one layer alone costs.</summary>
public sealed record LayerSensitivity
{
    /// <summary>The layer's position in the spec.</summary>
    public required int Layer { get; init; }

    /// <summary>Which kind of layer it is.</summary>
    public required string Type { get; init; }

    /// <summary>What is lost where only this layer is quantized, or null where that was not measured.</summary>
    public required QuantizationLoss? Loss { get; init; }

    /// <summary>Whether it was left in float32.</summary>
    public required bool InFloat { get; init; }
}
