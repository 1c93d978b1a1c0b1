namespace DsCnn.Training;

/// <summary>All images of an evaluation as a <see cref="Metric"/> sees them, image after image.</summary>
public sealed class MetricInput
{
    /// <summary>How many images there are.</summary>
    public required int Images { get; init; }

    /// <summary>What the network's outputs are called.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>What the network makes of its logits.</summary>
    public required Head Head { get; init; }

    /// <summary>Images x classes, 0 to 1: those of a sigmoid each by itself, else those of an image add up to 1.</summary>
    public required ReadOnlyMemory<float> Probabilities { get; init; }

    /// <summary>The class of each image, a place in <see cref="ClassNames"/>; null where images may have any number of labels.</summary>
    public required IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Images x classes: whether an image is of that class, or has that label.</summary>
    public required ReadOnlyMemory<bool> Targets { get; init; }

    /// <summary>What the network says of one image.</summary>
    /// <param name="image">Which image, from 0.</param>
    /// <returns>A probability for each class.</returns>
    public ReadOnlySpan<float> ProbabilitiesOf(int image) => Probabilities.Span.Slice(image * ClassNames.Count, ClassNames.Count);

    /// <summary>What is right of one image.</summary>
    /// <param name="image">Which image, from 0.</param>
    /// <returns>For each class, whether the image is of it or has it as a label.</returns>
    public ReadOnlySpan<bool> TargetsOf(int image) => Targets.Span.Slice(image * ClassNames.Count, ClassNames.Count);
}
