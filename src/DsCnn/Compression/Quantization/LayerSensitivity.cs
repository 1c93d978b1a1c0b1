namespace DsCnn.Quantization;

/// <summary>What quantizing one layer alone costs.</summary>
public sealed class LayerSensitivity
{
    internal LayerSensitivity()
    {
    }

    /// <summary>The layer's position in the spec.</summary>
    public int Layer { get; internal init; }

    /// <summary>Which kind of layer it is.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>What is lost where only this layer is quantized, or null where that was not measured.</summary>
    public QuantizationLoss? Loss { get; internal init; }

    /// <summary>Whether it was left in float32.</summary>
    public bool InFloat { get; internal set; }
}
