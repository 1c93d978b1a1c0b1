namespace DsCnn.Cli;

/// <summary>The results of networks on images that they were not trained on, all folds together.</summary>
/// <param name="Folds">The result of each fold.</param>
internal sealed record CrossValidation(IReadOnlyList<EvaluationResult> Folds)
{
    internal double Accuracy => (double)Correct / Images;

    /// <summary>The mean over the folds, for multi-label networks.</summary>
    internal double? MeanAveragePrecision => Folds.Average(fold => fold.MeanAveragePrecision);

    internal ConfidenceInterval Interval => ConfidenceInterval.Wilson(Correct, Images);

    internal IEnumerable<double> Accuracies => Folds.Select(fold => fold.Accuracy);

    private int Images => Folds.Sum(fold => fold.Images);

    private int Correct => Folds.Sum(fold => (int)Math.Round(fold.Accuracy * fold.Images));
}
