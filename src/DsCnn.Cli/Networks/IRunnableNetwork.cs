namespace DsCnn.Cli;

/// <summary>A trained network that can be measured and asked, whichever engine runs it.</summary>
internal interface IRunnableNetwork : IDisposable
{
    /// <summary>What it is called in messages.</summary>
    string Name { get; }

    /// <summary>The images that it takes.</summary>
    InputSpec Input { get; }

    /// <summary>What its classes are called, or null where nothing says so.</summary>
    IReadOnlyList<string>? Labels { get; }

    /// <summary>What it is that it cannot say which parts of a picture speak for a class ("an ONNX file"), or null where it can.</summary>
    string? NoMaps { get; }

    /// <summary>Measures it on labeled images of its size.</summary>
    EvaluationResult Evaluate(IImageSource images, int? batchSize, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);

    /// <summary>Whether it gives each label a probability of its own.</summary>
    bool IsMultiLabel { get; }

    /// <summary>Names the classes of a picture, the most probable first.</summary>
    /// <exception cref="IOException">The picture cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no picture.</exception>
    IReadOnlyList<Prediction> Predict(string path);

    /// <summary>Measures it on images of a split, and shows its most certain mistakes, with what spoke for the wrong class where it can.</summary>
    EvaluationReport Report(IImageSource images, string split, int? batchSize, int mistakes, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken);

    /// <summary>Says what in a picture speaks for its most probable class, where it can.</summary>
    /// <exception cref="IOException">The picture cannot be read.</exception>
    Explanation Explain(string path);
}
