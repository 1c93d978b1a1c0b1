namespace DsCnn.Compression;

/// <summary>Two matrices that replace one: up x down, with a smaller dimension in between.</summary>
internal sealed class LinearFactors
{
    /// <summary>Creates the factors of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="rank">The rank, at least 1.</param>
    /// <param name="down">rank x inputs, row by row.</param>
    /// <param name="up">outputs x rank, row by row.</param>
    /// <exception cref="ArgumentException">The layer cannot be factorized, or the factors have other sizes.</exception>
    public LinearFactors(LinearLayer layer, int rank, float[] down, float[] up)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rank);
        ArgumentNullException.ThrowIfNull(down);
        ArgumentNullException.ThrowIfNull(up);
        if (layer.Obstacle is not null)
            throw new ArgumentException($"{layer.Name} cannot be factorized: {layer.Obstacle}.", nameof(layer));
        if (down.Length != (long)rank * layer.Inputs || up.Length != (long)rank * layer.Outputs)
        {
            throw new ArgumentException(
                $"{layer.Name} at rank {rank} has factors of {rank} x {layer.Inputs} and {layer.Outputs} x {rank}. Received: {down.Length} and {up.Length} numbers.",
                nameof(down));
        }

        (Layer, Rank, Down, Up) = (layer, rank, down, up);
    }

    /// <summary>The layer.</summary>
    public LinearLayer Layer { get; }

    /// <summary>The dimension in between.</summary>
    public int Rank { get; }

    internal float[] Down { get; }

    internal float[] Up { get; }
}
