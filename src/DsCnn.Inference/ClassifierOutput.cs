namespace DsCnn;

/// <summary>What a network gives for each class.</summary>
public enum ClassifierOutput
{
    /// <summary>Probabilities, which are taken as they are.</summary>
    Probabilities,

    /// <summary>Logits, of which the softmax is taken; the sigmoid of each where the file is one of this library and its network ends in one.</summary>
    Logits,
}
