namespace DsCnn;

/// <summary>What a network's last layer makes of its logits.</summary>
public enum Head
{
    /// <summary>Nothing: the network gives what its last layer computes.</summary>
    None,

    /// <summary>Probabilities of classes of which every image shows one: they add up to 1.</summary>
    Softmax,

    /// <summary>A probability for each label by itself, of which an image may have any number.</summary>
    Sigmoid,
}
