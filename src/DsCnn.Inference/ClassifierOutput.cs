namespace DsCnn;

/// <summary>What a network gives for each class.</summary>
public enum ClassifierOutput
{
    /// <summary>Probabilities, which are taken as they are.</summary>
    Probabilities,

    /// <summary>Logits, of which the softmax is taken.</summary>
    Logits,
}
