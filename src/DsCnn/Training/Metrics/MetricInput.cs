namespace DsCnn.Training;

/// <summary>All images of an evaluation, as the input of a <see cref="Metric"/>, image after image.</summary>
public sealed class MetricInput
{
    /// <summary>The number of images.</summary>
    public required int Images { get; init; }

    /// <summary>The names of the network's outputs.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The function that the network applies to its logits.</summary>
    public required Head Head { get; init; }

    /// <summary>Images x classes, 0 to 1: independent of each other after a sigmoid, else adding up to 1 for each image.</summary>
    public required ReadOnlyMemory<float> Probabilities { get; init; }

    /// <summary>The class of each image, an index into <see cref="ClassNames"/>; null if images may have any number of labels.</summary>
    public required IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Images x classes: whether an image belongs to that class, or has that label.</summary>
    public required ReadOnlyMemory<bool> Targets { get; init; }

    /// <summary>Returns the network's predictions for one image.</summary>
    /// <param name="image">The index of the image, from 0.</param>
    /// <returns>A probability for each class.</returns>
    public ReadOnlySpan<float> ProbabilitiesOf(int image) => Probabilities.Span.Slice(image * ClassNames.Count, ClassNames.Count);

    /// <summary>Returns the targets of one image.</summary>
    /// <param name="image">The index of the image, from 0.</param>
    /// <returns>For each class, whether the image belongs to it or has it as a label.</returns>
    public ReadOnlySpan<bool> TargetsOf(int image) => Targets.Span.Slice(image * ClassNames.Count, ClassNames.Count);
}
