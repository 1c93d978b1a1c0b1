namespace DsCnn.Data;

/// <summary>How far the reading of a folder of images is.</summary>
public sealed record ImageLoadProgress
{
    /// <summary>Files that were decoded, or found to be unreadable.</summary>
    public required int Done { get; init; }

    /// <summary>Files there are.</summary>
    public required int Total { get; init; }
}
