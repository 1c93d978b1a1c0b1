namespace DsCnn;

/// <summary>Turns logits into probabilities, N x C. Only as the last layer, after a vector or a 1 x 1 map.</summary>
public abstract record HeadSpec : LayerSpec
{
    private protected HeadSpec()
    {
    }

    /// <summary>Which probabilities.</summary>
    internal abstract Head Kind { get; }

    internal override void Lower(OperationGraph graph) => graph.Head(Kind);
}
