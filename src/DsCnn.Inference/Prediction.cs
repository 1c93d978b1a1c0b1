namespace DsCnn;

/// <summary>What a network thinks of one class.</summary>
/// <example><code>
/// using var classifier = Classifier.Load("flowers.safetensors");
/// Prediction best = classifier.Predict("rose.jpg")[0];
/// Console.WriteLine($"{best.Label}, {best.Probability:P0}");
/// </code></example>
public sealed record Prediction
{
    /// <summary>The name of the class.</summary>
    public required string Label { get; init; }

    /// <summary>Which output of the network it is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How probable the class is, from 0 to 1; those of all classes add up to 1, unless the network ends in a sigmoid and gives each label a probability of its own.</summary>
    public required float Probability { get; init; }

    /// <summary>
    /// Whether this is what the network says of the image: of networks that end in a sigmoid, every label whose probability reaches its threshold
    /// (<see cref="Classifier.Thresholds"/>), perhaps none; of others, the most probable class.
    /// </summary>
    public bool IsAnswer { get; init; }
}
