namespace DsCnn;

/// <summary>What one epoch achieved.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Accuracy">Share of training images classified correctly while training.</param>
/// <param name="Validation">The result on the validation images, or null where there are none.</param>
/// <param name="LearningRate">The learning rate at its end.</param>
/// <param name="Duration">How long it took, validation included.</param>
public sealed record EpochResult(
    int Epoch, double Loss, double Accuracy, EvaluationResult? Validation, double LearningRate, TimeSpan Duration);
