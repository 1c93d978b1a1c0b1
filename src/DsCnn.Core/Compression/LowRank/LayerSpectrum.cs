using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>How the energy of a layer's outputs is distributed over their directions.</summary>
internal sealed record LayerSpectrum
{
    /// <summary>The layer.</summary>
    public required LinearLayer Layer { get; init; }

    /// <summary>The energy of each direction, descending: the squared singular values.</summary>
    public required ImmutableArray<double> Energies
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.All(energy => double.IsFinite(energy) && energy >= 0) && value.SequenceEqual(value.OrderDescending())
            ? value
            : throw new ArgumentException("Energies must be finite, at least 0 and descending.", nameof(Energies));
    }

    /// <summary>The share of the energy that is kept at a rank.</summary>
    /// <param name="rank">The rank.</param>
    /// <returns>0 to 1; 1 if there is no energy at all.</returns>
    public double Kept(int rank)
    {
        double total = Energies.Sum();
        return total > 0 ? Math.Min(1, Energies.Take(rank).Sum() / total) : 1;
    }

    /// <summary>The lowest rank that keeps a given share of the energy.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <returns>The rank, at least 1.</returns>
    public int RankFor(double share)
    {
        double wanted = share * Energies.Sum(), sum = 0;
        for (int rank = 1; rank <= Energies.Length; rank++)
        {
            sum += Energies[rank - 1];
            if (sum >= wanted)
                return rank;
        }

        return Energies.Length;
    }

    /// <summary>Whether both describe the same layer with the same energies.</summary>
    /// <param name="other">The other spectrum.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(LayerSpectrum? other) => other is not null && Layer == other.Layer && Energies.SequenceEqual(other.Energies);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layer, Energies.Length);
}
