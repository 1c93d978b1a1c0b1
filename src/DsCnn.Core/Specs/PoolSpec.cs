namespace DsCnn.Specs;

/// <summary>A pooling layer without padding; output size is <c>(size - kernel) / stride + 1</c>, floored.</summary>
public abstract record PoolSpec : LayerSpec
{
    private readonly int? _stride;

    private protected PoolSpec()
    {
    }

    /// <summary>Rows and columns of the window. Default 2.</summary>
    public int Kernel { get; init => field = Check.Kernel(value); } = 2;

    /// <summary>The step of the window. Default: the kernel.</summary>
    public int Stride { get => _stride ?? Kernel; init => _stride = Check.Extent(value); }

    private protected abstract PoolKind Kind { get; }

    /// <summary>Whether both are the same kind of pooling with the same kernel and stride, explicit or by default.</summary>
    /// <param name="other">The other layer.</param>
    /// <returns>True if they are equal.</returns>
    public virtual bool Equals(PoolSpec? other) =>
        other is not null && EqualityContract == other.EqualityContract && Kernel == other.Kernel && Stride == other.Stride;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(EqualityContract, Kernel, Stride);

    internal override void Lower(PlanBuilder plan)
    {
        plan.RequireMap();
        plan.Pool(Kind, Kernel, Stride);
    }
}

/// <summary>The largest value of each window.</summary>
public sealed record MaxPoolSpec : PoolSpec
{
    /// <inheritdoc/>
    public override string Type => "maxPool";

    private protected override PoolKind Kind => PoolKind.Max;
}

/// <summary>The mean of each window.</summary>
public sealed record AveragePoolSpec : PoolSpec
{
    /// <inheritdoc/>
    public override string Type => "averagePool";

    private protected override PoolKind Kind => PoolKind.Average;
}

/// <summary>The mean of each whole channel: C x H x W to C x 1 x 1.</summary>
public sealed record GlobalAveragePoolSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "globalAveragePool";

    internal override void Lower(PlanBuilder plan)
    {
        plan.RequireMap();
        plan.GlobalPool(PoolKind.Average);
    }
}

/// <summary>The largest value of each whole channel: C x H x W to C x 1 x 1.</summary>
public sealed record GlobalMaxPoolSpec : LayerSpec
{
    /// <inheritdoc/>
    public override string Type => "globalMaxPool";

    internal override void Lower(PlanBuilder plan)
    {
        plan.RequireMap();
        plan.GlobalPool(PoolKind.Max);
    }
}
