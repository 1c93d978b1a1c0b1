namespace DsCnn;

/// <summary>Turns logits into probabilities, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public sealed record SoftmaxSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "softmax";

    internal override void Lower(OperationGraph graph) => graph.Softmax();
}
