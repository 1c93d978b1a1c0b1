namespace DsCnn.Extensions;

/// <summary>What is done with images that wait together: numbers in, numbers out, and what each image's numbers mean.</summary>
internal interface IImageWork<TAnswer>
{
    /// <summary>How many numbers an image's answer has.</summary>
    int OutputLength(Classifier classifier);

    /// <summary>Runs the network.</summary>
    /// <param name="classifier">The network.</param>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="output">N x <see cref="OutputLength"/>.</param>
    /// <exception cref="InvalidDataException">It gives what is no number.</exception>
    void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>The answer for one image.</summary>
    TAnswer Answer(Classifier classifier, ReadOnlySpan<float> output);
}

/// <summary>The classes of images.</summary>
internal sealed class Predicting : IImageWork<IReadOnlyList<Prediction>>
{
    public int OutputLength(Classifier classifier) => classifier.Labels.Count;

    public void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output) => classifier.Run(input, output);

    public IReadOnlyList<Prediction> Answer(Classifier classifier, ReadOnlySpan<float> output) => classifier.Rank(output);
}

/// <summary>The features of images.</summary>
internal sealed class Describing : IImageWork<ReadOnlyMemory<float>>
{
    public int OutputLength(Classifier classifier) => classifier.FeatureShape().Elements;

    public void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output) => classifier.RunFeatures(input, output);

    public ReadOnlyMemory<float> Answer(Classifier classifier, ReadOnlySpan<float> output) => output.ToArray();
}
