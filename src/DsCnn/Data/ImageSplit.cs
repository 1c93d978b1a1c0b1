namespace DsCnn.Data;

/// <summary>The images of one split of a data set.</summary>
public sealed class ImageSplit
{
    internal ImageSplit(IImageSource images) => Images = images;

    /// <summary>The kind of split.</summary>
    public DataSplit Split { get; internal init; }

    /// <summary>Its images.</summary>
    public IImageSource Images { get; }

    /// <summary>The files in its folders that were left out because they are not images of a class.</summary>
    public LeftOutFiles LeftOut { get; internal init; } = LeftOutFiles.None;

    /// <summary>Notes on how the split was read: folders whose names differ from a class only by case, images that were mostly cropped away; one line each.</summary>
    public IReadOnlyList<string> Remarks { get; internal init => field = [.. value]; } = [];
}
