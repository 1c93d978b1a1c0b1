namespace DsCnn;

/// <summary>The largest value of each whole channel: C x H x W to C x 1 x 1.</summary>
public sealed record GlobalMaxPoolSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "globalMaxPool";

    internal override void Lower(OperationGraph graph)
    {
        graph.RequireMap();
        graph.GlobalPool(PoolKind.Max);
    }
}
