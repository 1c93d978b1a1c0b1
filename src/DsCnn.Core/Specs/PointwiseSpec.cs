namespace DsCnn;

/// <summary>The 1x1 convolution F to F inside a DS block's DW conv.</summary>
/// <remarks>The patent's is dense (no rank, one group). A rank r replaces it by F to r to F with nothing in between.</remarks>
public sealed record PointwiseSpec
{
    /// <summary>The inner width r of a low-rank 1x1, or null for one full convolution. Default null.</summary>
    public int? Rank { get; init => field = Require.PositiveOrNull(value); }

    /// <summary>Groups of the 1x1 convolution, of both where there is a rank. Default 1: dense.</summary>
    public int Groups { get; init => field = Require.Positive(value); } = 1;
}
