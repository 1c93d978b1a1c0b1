namespace DsCnn.Data;

/// <summary>The images of one split of a data set.</summary>
public sealed class ImageSplit
{
    internal ImageSplit(IImageSource images) => Images = images;

    /// <summary>Which split it is.</summary>
    public DataSplit Split { get; internal init; }

    /// <summary>Its images.</summary>
    public IImageSource Images { get; }

    /// <summary>The files in the folders that were read that were left out because they are no images of a class.</summary>
    public LeftOutFiles LeftOut { get; internal init; } = LeftOutFiles.None;

    /// <summary>What should be known of how it was read: folders whose names differ from a class only in case, images of which little is left; a line each.</summary>
    public IReadOnlyList<string> Remarks { get; internal init => field = [.. value]; } = [];
}
