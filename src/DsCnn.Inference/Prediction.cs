namespace DsCnn;

/// <summary>A network's prediction for one class.</summary>
/// <example><code>
/// using var classifier = Classifier.Load("flowers.safetensors");
/// Prediction best = classifier.Predict("rose.jpg")[0];
/// Console.WriteLine($"{best.Label}, {best.Probability:P0}");
/// </code></example>
public sealed record Prediction
{
    /// <summary>The name of the class.</summary>
    public required string Label { get; init; }

    /// <summary>The index of the network's output, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The probability of the class, from 0 to 1; the probabilities of all classes add up to 1, unless the network ends in a sigmoid and its labels are independent.</summary>
    public required float Probability { get; init; }

    /// <summary>
    /// Whether this is a final answer about the image: for networks that end in a sigmoid, every label whose probability reaches its threshold
    /// (<see cref="Classifier.Thresholds"/>), which may be none; for others, the most probable class.
    /// </summary>
    public bool IsAnswer { get; init; }
}
