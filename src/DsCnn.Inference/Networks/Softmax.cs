namespace DsCnn.Inference;

/// <summary>Converts logits to probabilities: exp(x) divided by the sum over all, in place.</summary>
internal static class Softmax
{
    internal static void Apply(Span<float> logits, int classes)
    {
        for (int start = 0; start < logits.Length; start += classes)
            ApplyOne(logits.Slice(start, classes));
    }

    private static void ApplyOne(Span<float> logits)
    {
        // The largest logit is subtracted so that no exponential overflows; the quotient is the same.
        float largest = float.NegativeInfinity;
        foreach (float logit in logits)
            largest = MathF.Max(largest, logit);
        double sum = 0;
        foreach (ref float logit in logits)
        {
            logit = MathF.Exp(logit - largest);
            sum += logit;
        }

        foreach (ref float probability in logits)
            probability = (float)(probability / sum);
    }
}
