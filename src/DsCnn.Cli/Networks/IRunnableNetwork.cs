namespace DsCnn.Cli;

/// <summary>A trained network that can be evaluated and queried, whichever engine runs it.</summary>
internal interface IRunnableNetwork : IDisposable
{
    /// <summary>The name of the network in messages.</summary>
    string Name { get; }

    /// <summary>The images that the network accepts.</summary>
    InputSpec Input { get; }

    /// <summary>The names of its classes, or null if unknown.</summary>
    IReadOnlyList<string>? Labels { get; }

    /// <summary>Why it cannot provide class activation maps ("an ONNX file"), or null if it can.</summary>
    string? NoMaps { get; }

    /// <summary>Evaluates the network on labeled images of its size.</summary>
    EvaluationResult Evaluate(IImageSource images, int? batchSize, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);

    /// <summary>Whether each label has its own independent probability.</summary>
    bool IsMultiLabel { get; }

    /// <summary>Predicts the classes of an image, the most probable first.</summary>
    /// <exception cref="IOException">The image cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not an image.</exception>
    IReadOnlyList<Prediction> Predict(string path);

    /// <summary>Evaluates the network on images of a split and shows its most confident mistakes, with class activation maps if possible.</summary>
    EvaluationReport Report(IImageSource images, string split, int? batchSize, int mistakes, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);

    /// <summary>Explains the most probable class of an image, if possible.</summary>
    /// <exception cref="IOException">The image cannot be read.</exception>
    Explanation Explain(string path);
}
