namespace DsCnn.Inference;

/// <summary>Converts logits to independent probabilities: 1 / (1 + exp(-x)), in place.</summary>
internal static class Sigmoid
{
    internal static void Apply(Span<float> logits)
    {
        foreach (ref float logit in logits)
            logit = (float)(1 / (1 + Math.Exp(-logit)));
    }
}
