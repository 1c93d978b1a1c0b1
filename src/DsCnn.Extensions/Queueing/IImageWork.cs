namespace DsCnn.Extensions;

/// <summary>The work on queued images: how the network is run, and how each image's outputs are turned into a result.</summary>
internal interface IImageWork<TAnswer>
{
    /// <summary>The number of outputs per image.</summary>
    int OutputLength(Classifier classifier);

    /// <summary>Runs the network.</summary>
    /// <param name="classifier">The network.</param>
    /// <param name="input">N x C x H x W.</param>
    /// <param name="output">Receives N x <see cref="OutputLength"/>.</param>
    /// <exception cref="InvalidDataException">The output is NaN.</exception>
    void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output);

    /// <summary>The result for one image.</summary>
    TAnswer Answer(Classifier classifier, ReadOnlySpan<float> output);
}

/// <summary>Computes the classes of images.</summary>
internal sealed class Predicting : IImageWork<IReadOnlyList<Prediction>>
{
    public int OutputLength(Classifier classifier) => classifier.Labels.Count;

    public void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output) => classifier.Run(input, output);

    public IReadOnlyList<Prediction> Answer(Classifier classifier, ReadOnlySpan<float> output) => classifier.Rank(output);
}

/// <summary>Computes the features of images.</summary>
internal sealed class Describing : IImageWork<ReadOnlyMemory<float>>
{
    public int OutputLength(Classifier classifier) => classifier.FeatureShape().Elements;

    public void Run(Classifier classifier, ReadOnlySpan<float> input, Span<float> output) => classifier.RunFeatures(input, output);

    public ReadOnlyMemory<float> Answer(Classifier classifier, ReadOnlySpan<float> output) => output.ToArray();
}
