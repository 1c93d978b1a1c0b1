namespace DsCnn.Cli;

/// <summary>What networks achieved on images that each of them had not learned from, all images together.</summary>
/// <param name="Folds">The result of each.</param>
internal sealed record CrossValidation(IReadOnlyList<EvaluationResult> Folds)
{
    internal double Accuracy => (double)Correct / Images;

    /// <summary>The mean over the folds, for networks with several labels.</summary>
    internal double? MeanAveragePrecision => Folds.Average(fold => fold.MeanAveragePrecision);

    internal ConfidenceInterval Interval => ConfidenceInterval.Wilson(Correct, Images);

    internal IEnumerable<double> Accuracies => Folds.Select(fold => fold.Accuracy);

    private int Images => Folds.Sum(fold => fold.Images);

    private int Correct => Folds.Sum(fold => (int)Math.Round(fold.Accuracy * fold.Images));
}
