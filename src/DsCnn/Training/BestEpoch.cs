namespace DsCnn.Training;

/// <summary>Ranks epochs by their validation results.</summary>
internal static class BestEpoch
{
    /// <summary>The best epoch; of equals, which few validation images often make, the one whose other result is better, then the first. Null where nothing was validated.</summary>
    internal static int? Of(IReadOnlyList<EpochResult> history, BestBy by, Metric? metric = null)
    {
        BestBy other = by == BestBy.Loss ? BestBy.Accuracy : BestBy.Loss;
        return history.Where(epoch => epoch.Validation is not null).MaxBy(epoch => (Score(epoch, by, metric), Score(epoch, other, metric)))?.Epoch;
    }

    /// <summary>How many epochs in a row, up to the last, brought no improvement.</summary>
    internal static int EpochsWithoutImprovement(IReadOnlyList<EpochResult> history, BestBy by, double minDelta, Metric? metric = null)
    {
        double best = double.NegativeInfinity;
        int without = 0;
        foreach (EpochResult epoch in history)
        {
            double score = Score(epoch, by, metric);
            without = score > best + minDelta ? 0 : without + 1;
            if (without == 0)
                best = score;
        }

        return without;
    }

    private static double Score(EpochResult epoch, BestBy by, Metric? metric)
    {
        EvaluationResult result = epoch.Validation!;
        double score = by switch
        {
            BestBy.Accuracy => result.Score,
            BestBy.Loss => -result.Loss,
            _ => metric!.LessIsBetter ? -result.Metrics[0].Value : result.Metrics[0].Value,
        };
        return double.IsNaN(score) ? double.NegativeInfinity : score;
    }
}
