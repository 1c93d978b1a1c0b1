namespace DsCnn.Metrics;

/// <summary>The precision and recall of one label at every possible threshold.</summary>
internal static class LabelCurve
{
    /// <summary>Measures one column of images x labels.</summary>
    internal static LabelMetrics Measure(
        string name, ReadOnlySpan<bool> labels, ReadOnlySpan<float> probabilities, int column, int columns, double threshold)
    {
        int images = labels.Length / columns;
        bool[] has = new bool[images];
        float[] falling = new float[images];
        int predicted = 0, correct = 0;
        for (int i = 0; i < images; i++)
        {
            has[i] = labels[(i * columns) + column];
            float probability = probabilities[(i * columns) + column];
            falling[i] = float.IsNaN(probability) ? 0 : probability;
            predicted += falling[i] >= threshold ? 1 : 0;
            correct += has[i] && falling[i] >= threshold ? 1 : 0;
        }

        Array.Sort(falling, has, Comparer<float>.Create((a, b) => b.CompareTo(a)));
        int positives = has.Count(one => one);
        (double area, double best) = Walk(falling, has, positives);
        return new LabelMetrics
        {
            Name = name,
            Images = positives,
            Predicted = predicted,
            Correct = correct,
            Threshold = threshold,
            AveragePrecision = positives == 0 ? null : area,
            BestThreshold = positives == 0 || positives == images ? MultiLabelMetrics.DefaultThreshold : best,
        };
    }

    /// <summary>Adds image after image, the most probable first; images with equal probabilities are added together.</summary>
    private static (double Area, double BestThreshold) Walk(float[] falling, bool[] has, int positives)
    {
        double area = 0, bestF1 = -1, best = MultiLabelMetrics.DefaultThreshold;
        int found = 0, foundBefore = 0;
        for (int taken = 1; taken <= falling.Length; taken++)
        {
            found += has[taken - 1] ? 1 : 0;
            float next = taken < falling.Length ? falling[taken] : 0;
            if (taken < falling.Length && next == falling[taken - 1])
                continue;
            area += (double)(found - foundBefore) / Math.Max(1, positives) * found / taken;
            foundBefore = found;
            double f1 = 2.0 * found / (taken + positives);
            double cut = ((double)falling[taken - 1] + next) / 2;
            if (f1 > bestF1 || (f1 == bestF1 && Math.Abs(cut - MultiLabelMetrics.DefaultThreshold) < Math.Abs(best - MultiLabelMetrics.DefaultThreshold)))
                (bestF1, best) = (f1, cut);
        }

        return (area, best);
    }
}
