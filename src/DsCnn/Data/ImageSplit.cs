namespace DsCnn;

/// <summary>The images of one split of a data set.</summary>
public sealed record ImageSplit
{
    /// <summary>Which split it is.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>Its images.</summary>
    public required IImageSource Images { get; init; }
}
