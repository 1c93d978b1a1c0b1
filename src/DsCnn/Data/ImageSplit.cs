namespace DsCnn.Data;

/// <summary>The images of one split of a data set.</summary>
public sealed record ImageSplit
{
    /// <summary>Which split it is.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>Its images.</summary>
    public required IImageSource Images { get; init; }

    /// <summary>The files in the folders that were read that were left out because they are no images of a class.</summary>
    public LeftOutFiles LeftOut { get; init; } = LeftOutFiles.None;

    /// <summary>What should be known of how it was read: folders whose names differ from a class only in case, images of which little is left; a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init => field = [.. value]; } = [];
}
