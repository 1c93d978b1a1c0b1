namespace DsCnn.Data;

/// <summary>The progress of reading a folder of images.</summary>
public sealed class ImageLoadProgress
{
    internal ImageLoadProgress()
    {
    }

    /// <summary>The number of files that were decoded or found to be unreadable.</summary>
    public int Done { get; internal init; }

    /// <summary>The total number of files.</summary>
    public int Total { get; internal init; }
}
