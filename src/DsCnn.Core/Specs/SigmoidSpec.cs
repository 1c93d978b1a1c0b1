namespace DsCnn;

/// <summary>Turns each logit into a probability of its own, 1 / (1 + exp(-x)), N x C: for images with any number of labels. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SigmoidSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "sigmoid";

    internal override Head Kind => Head.Sigmoid;
}
