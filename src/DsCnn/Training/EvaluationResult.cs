namespace DsCnn;

/// <summary>How well a network does on labelled images.</summary>
public sealed record EvaluationResult
{
    /// <summary>Share of images whose most probable class is their label (top-1), 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean cross-entropy.</summary>
    public required double Loss { get; init; }

    /// <summary>How many images were measured.</summary>
    public required int Images { get; init; }
}
