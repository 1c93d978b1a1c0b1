namespace DsCnn.Specs;

/// <summary>Turns logits into probabilities, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public abstract record HeadSpec : LayerSpec
{
    private protected HeadSpec()
    {
    }

    /// <summary>Which probabilities.</summary>
    internal abstract Head Kind { get; }

    internal override void Lower(PlanBuilder plan) => plan.Head(Kind);
}

/// <summary>Turns logits into probabilities of which every image's add up to 1, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SoftmaxSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "softmax";

    internal override Head Kind => Head.Softmax;
}

/// <summary>Turns each logit into a probability of its own, 1 / (1 + exp(-x)), N x C: for images with any number of labels. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SigmoidSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "sigmoid";

    internal override Head Kind => Head.Sigmoid;
}
