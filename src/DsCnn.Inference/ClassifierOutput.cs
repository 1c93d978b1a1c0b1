namespace DsCnn.Inference;

/// <summary>What a network gives for each class.</summary>
public enum ClassifierOutput
{
    /// <summary>Probabilities that add up to 1, which are taken as they are.</summary>
    Probabilities,

    /// <summary>Logits, of which the softmax is taken; the sigmoid of each where the file is one of this library and its network ends in one.</summary>
    Logits,

    /// <summary>Probabilities of labels that do not exclude each other, or of one, as a sigmoid gives them; they are taken as they are.</summary>
    IndependentProbabilities,

    /// <summary>Logits of such labels, of each of which the sigmoid is taken.</summary>
    IndependentLogits,
}
