namespace DsCnn;

/// <summary>The largest value of each window.</summary>
public sealed record MaxPoolSpec : PoolSpec
{
    /// <inheritdoc/>
    public override string Type => "maxPool";

    private protected override PoolKind Kind => PoolKind.Max;
}
