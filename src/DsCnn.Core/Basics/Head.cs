namespace DsCnn;

/// <summary>The function that a network applies to its logits at the end.</summary>
public enum Head
{
    /// <summary>None: the network returns the output of its last layer.</summary>
    None,

    /// <summary>Probabilities of mutually exclusive classes: they add up to 1.</summary>
    Softmax,

    /// <summary>An independent probability for each label; an image may have any number of labels.</summary>
    Sigmoid,
}
