namespace DsCnn;

/// <summary>The mean of each whole channel: C x H x W to C x 1 x 1.</summary>
public sealed record GlobalAveragePoolSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "globalAveragePool";

    internal override void Lower(OperationGraph graph)
    {
        graph.RequireMap();
        graph.GlobalPool(PoolKind.Average);
    }
}
