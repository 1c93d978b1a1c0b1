namespace DsCnn;

/// <summary>Turns logits into probabilities of which every image's add up to 1, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SoftmaxSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "softmax";

    internal override Head Kind => Head.Softmax;
}
