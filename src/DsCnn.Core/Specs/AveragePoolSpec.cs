namespace DsCnn;

/// <summary>The mean of each window.</summary>
public sealed record AveragePoolSpec : PoolSpec
{
    /// <inheritdoc/>
    public override string Type => "averagePool";

    private protected override PoolKind Kind => PoolKind.Average;
}
