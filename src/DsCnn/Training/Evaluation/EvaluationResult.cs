namespace DsCnn;

/// <summary>How well a network does on labelled images.</summary>
public sealed record EvaluationResult
{
    /// <summary>Share of images whose most probable class is their label (top-1), 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Share of images whose label is among the 5 most probable classes, 0 to 1, or null where there are no more than 5.</summary>
    public double? Top5Accuracy { get; init; }

    /// <summary>Mean cross-entropy.</summary>
    public required double Loss { get; init; }

    /// <summary>How many images were measured.</summary>
    public required int Images { get; init; }

    /// <summary>What was taken for what, with the precision and recall of each class, or null where it was not counted.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>How long it took, reading the images included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Images measured per second, or 0 where the time was not taken.</summary>
    public double ImagesPerSecond => Duration > TimeSpan.Zero ? Images / Duration.TotalSeconds : 0;
}
