using System.Globalization;

namespace DsCnn.Compression;

/// <summary>How far to factorize matrices: set <see cref="Energy"/>, <see cref="Budget"/> or both. With both, the lower ranks win.</summary>
public sealed record LowRankOptions
{
    /// <summary>
    /// The share of the energy of each layer's outputs (their mean square, before the bias) to keep, above 0 and at most 1, or null. Default null.
    /// </summary>
    public double? Energy
    {
        get;
        init => field = value is null or (> 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Energy), string.Create(CultureInfo.InvariantCulture, $"Energy must be above 0 and at most 1: a rank of 0 keeps nothing. Received: {value}."));
    }

    /// <summary>The limits for the resulting network, or null. All layers then keep the same share of their energy, as large as possible. Default null.</summary>
    public Budget? Budget { get; init; }

    /// <summary>Ranks are multiples of this number, such as 8. Default 1.</summary>
    public int Multiple { get; init => field = Check.Between(value, 1, Check.MaxExtent); } = 1;

    internal IEnumerable<string> Broken()
    {
        if (this is { Energy: null, Budget: null } || Budget is { LimitsAnything: false })
            yield return "Expected an Energy or a Budget with at least one limit, to say how far layers are factorized. Received: none.";
    }
}
