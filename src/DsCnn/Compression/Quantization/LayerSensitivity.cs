namespace DsCnn.Quantization;

/// <summary>The cost of quantizing a single layer.</summary>
public sealed class LayerSensitivity
{
    internal LayerSensitivity()
    {
    }

    /// <summary>The layer's position in the spec.</summary>
    public int Layer { get; internal init; }

    /// <summary>The kind of layer.</summary>
    public string Type { get; internal init; } = "";

    /// <summary>The loss if only this layer is quantized, or null if not measured.</summary>
    public QuantizationLoss? Loss { get; internal init; }

    /// <summary>Whether it was left in float32.</summary>
    public bool InFloat { get; internal set; }
}
