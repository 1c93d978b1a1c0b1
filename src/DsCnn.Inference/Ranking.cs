namespace DsCnn;

/// <summary>Sorts classes, the most probable first; of equal ones, the first.</summary>
internal static class Ranking
{
    internal static IReadOnlyList<Prediction> Of(ReadOnlySpan<float> probabilities, IReadOnlyList<string> labels, int? top)
    {
        int[] order = new int[probabilities.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        float[] falling = probabilities.ToArray();
        Array.Sort(order, (a, b) => falling[a].CompareTo(falling[b]) is var rising && rising != 0 ? -rising : a.CompareTo(b));

        var predictions = new Prediction[Math.Min(top ?? order.Length, order.Length)];
        for (int i = 0; i < predictions.Length; i++)
            predictions[i] = new Prediction { Label = labels[order[i]], Index = order[i], Probability = falling[order[i]] };
        return predictions;
    }
}
