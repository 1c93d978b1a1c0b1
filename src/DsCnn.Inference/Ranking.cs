namespace DsCnn.Inference;

/// <summary>Sorts classes by descending probability; ties keep their order.</summary>
internal static class Ranking
{
    /// <param name="probabilities">One for each class.</param>
    /// <param name="labels">Their names.</param>
    /// <param name="thresholds">The probability at which each label is part of the answer, or null if the most probable class is the answer.</param>
    /// <param name="top">The number to return, or null for all.</param>
    internal static IReadOnlyList<Prediction> Of(ReadOnlySpan<float> probabilities, IReadOnlyList<string> labels, IReadOnlyList<double>? thresholds, int? top)
    {
        int[] order = new int[probabilities.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        float[] falling = probabilities.ToArray();
        Array.Sort(order, (a, b) => falling[a].CompareTo(falling[b]) is var rising && rising != 0 ? -rising : a.CompareTo(b));

        var predictions = new Prediction[Math.Min(top ?? order.Length, order.Length)];
        for (int i = 0; i < predictions.Length; i++)
        {
            int index = order[i];
            predictions[i] = new Prediction
            {
                Label = labels[index],
                Index = index,
                Probability = falling[index],
                IsAnswer = thresholds is null ? i == 0 : falling[index] >= thresholds[index],
            };
        }

        return predictions;
    }
}
