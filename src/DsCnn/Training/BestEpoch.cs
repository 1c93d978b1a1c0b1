namespace DsCnn.Training;

/// <summary>Compares epochs by their validation results.</summary>
internal static class BestEpoch
{
    /// <summary>The best epoch. Ties, which are common with few validation images, are broken by the other result, then in favor of the earlier epoch. Null if there was no validation.</summary>
    internal static int? Of(IReadOnlyList<EpochResult> history, BestBy by, Metric? metric = null)
    {
        BestBy other = by == BestBy.Loss ? BestBy.Accuracy : BestBy.Loss;
        return history.Where(epoch => epoch.Validation is not null).MaxBy(epoch => (Score(epoch, by, metric), Score(epoch, other, metric)))?.Epoch;
    }

    /// <summary>The number of consecutive epochs up to the last one without an improvement.</summary>
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
