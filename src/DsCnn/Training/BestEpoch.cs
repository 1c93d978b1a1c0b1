namespace DsCnn.Training;

/// <summary>Ranks epochs by their validation results.</summary>
internal static class BestEpoch
{
    /// <summary>The best epoch; of equals, which few validation images often make, the one whose other result is better, then the first. Null where nothing was validated.</summary>
    internal static int? Of(IReadOnlyList<EpochResult> history, BestBy by)
    {
        BestBy other = by == BestBy.Accuracy ? BestBy.Loss : BestBy.Accuracy;
        return history.Where(epoch => epoch.Validation is not null).MaxBy(epoch => (Score(epoch, by), Score(epoch, other)))?.Epoch;
    }

    /// <summary>How many epochs in a row, up to the last, brought no improvement.</summary>
    internal static int EpochsWithoutImprovement(IReadOnlyList<EpochResult> history, BestBy by, double minDelta)
    {
        double best = double.NegativeInfinity;
        int without = 0;
        foreach (EpochResult epoch in history)
        {
            double score = Score(epoch, by);
            without = score > best + minDelta ? 0 : without + 1;
            if (without == 0)
                best = score;
        }

        return without;
    }

    private static double Score(EpochResult epoch, BestBy by)
    {
        double score = by == BestBy.Accuracy ? epoch.Validation!.Score : -epoch.Validation!.Loss;
        return double.IsNaN(score) ? double.NegativeInfinity : score;
    }
}
