namespace DsCnn.Quantization;

/// <summary>The progress of a quantization, reported after every step.</summary>
public sealed class QuantizationProgress
{
    internal QuantizationProgress()
    {
    }

    /// <summary>The current stage.</summary>
    public QuantizationStage Stage { get; internal init; }

    /// <summary>The number of this pass over the images, from 1.</summary>
    public int Pass { get; internal init; }

    /// <summary>The number of images processed in this pass.</summary>
    public int Images { get; internal init; }

    /// <summary>The total number of images.</summary>
    public int Total { get; internal init; }
}
