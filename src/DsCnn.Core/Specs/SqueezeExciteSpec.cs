namespace DsCnn;

/// <summary>A squeeze-and-excitation module (Hu et al. 2018): global average, reduce, activation, expand, sigmoid, scale.</summary>
public sealed record SqueezeExciteSpec
{
    /// <summary>The patent's reduction: to 1/24 of Conv_1's filters (claims 1 to 5).</summary>
    public const int Reduction = 24;

    /// <summary>Filters of <c>reduce_conv</c>, or null for <c>max(1, F / 24)</c>. A <see cref="ModelSpec"/> fills it in.</summary>
    public int? Filters { get; init => field = Require.PositiveOrNull(value); }

    internal SqueezeExciteSpec Resolve(int hiddenFilters) =>
        Filters is null ? new SqueezeExciteSpec { Filters = Math.Max(1, hiddenFilters / Reduction) } : this;
}
