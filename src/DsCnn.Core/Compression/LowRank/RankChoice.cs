namespace DsCnn.Compression;

/// <summary>The rank chosen for a layer.</summary>
internal sealed record RankChoice
{
    /// <summary>The layer.</summary>
    public required LinearLayer Layer { get; init; }

    /// <summary>The rank.</summary>
    public required int Rank { get; init; }

    /// <summary>The share of its outputs' energy that is kept, 0 to 1.</summary>
    public required double Kept { get; init; }
}
