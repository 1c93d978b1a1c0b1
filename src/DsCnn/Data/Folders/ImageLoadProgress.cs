namespace DsCnn.Data;

/// <summary>How far the reading of a folder of images is.</summary>
public sealed class ImageLoadProgress
{
    internal ImageLoadProgress()
    {
    }

    /// <summary>Files that were decoded, or found to be unreadable.</summary>
    public int Done { get; internal init; }

    /// <summary>Files there are.</summary>
    public int Total { get; internal init; }
}
