namespace DsCnn;

/// <summary>How well a network does on labelled images.</summary>
/// <param name="Accuracy">Share of images whose most probable class is their label (top-1), 0 to 1.</param>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Images">How many images were measured.</param>
public sealed record EvaluationResult(double Accuracy, double Loss, int Images);
