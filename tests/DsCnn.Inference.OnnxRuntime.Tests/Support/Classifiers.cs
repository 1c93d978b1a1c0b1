namespace DsCnn.Tests;

/// <summary>Networks to ask.</summary>
internal static class Classifiers
{
    internal static IReadOnlyList<string> Animals { get; } = ["ant", "bee", "猫"];

    internal static ModelFile Small { get; } = Networks.WithRandomWeights(Networks.Small) with
    {
        Labels = Animals,
        Preprocessing = new Preprocessing([0.25], [0.5]),
    };

    /// <summary>The probabilities in the order of the outputs.</summary>
    internal static float[] Seen(IReadOnlyList<Prediction> predictions) => [.. predictions.OrderBy(p => p.Index).Select(p => p.Probability)];

    internal static float[] Noise(Classifier classifier, int images, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, classifier.Input.Shape.Elements * images).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    internal static float[] Run(Classifier classifier, float[] input)
    {
        float[] probabilities = new float[input.Length / classifier.Input.Shape.Elements * classifier.Labels.Count];
        classifier.Run(input, probabilities);
        return probabilities;
    }

    internal static void ShouldBeClose(this float[] actual, IReadOnlyList<double> expected, double tolerance)
    {
        actual.Length.Should().Be(expected.Count);
        actual.Zip(expected, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThan(tolerance);
    }
}
