namespace DsCnn.Specs;

/// <summary>Turns logits into probabilities, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public abstract record HeadSpec : LayerSpec
{
    private protected HeadSpec()
    {
    }

    /// <summary>The kind of probabilities.</summary>
    internal abstract Head Kind { get; }

    internal override void Lower(PlanBuilder plan) => plan.Head(Kind);
}

/// <summary>Turns logits into probabilities that add up to 1 for each image, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SoftmaxSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "softmax";

    internal override Head Kind => Head.Softmax;
}

/// <summary>Turns each logit into an independent probability, 1 / (1 + exp(-x)), N x C: for images with any number of labels. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SigmoidSpec : HeadSpec
{
    /// <inheritdoc/>
    public override string Type => "sigmoid";

    internal override Head Kind => Head.Sigmoid;
}
