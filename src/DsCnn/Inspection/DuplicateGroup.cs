namespace DsCnn.Inspection;

/// <summary>Images that show the same picture.</summary>
public sealed class DuplicateGroup
{
    internal DuplicateGroup(IReadOnlyList<IReadOnlyList<InspectedImage>> pictures)
    {
        Pictures = pictures;
        Images = [.. pictures.SelectMany(equal => equal)];
        CrossesSplits = Images.Select(image => image.Split).Distinct().Skip(1).Any();
        CrossesClasses = Images.Select(image => image.ClassName).Distinct(StringComparer.Ordinal).Skip(1).Any();
    }

    /// <summary>The images: those that are equal in every pixel together, and each such group with those that are only like it.</summary>
    public IReadOnlyList<IReadOnlyList<InspectedImage>> Pictures { get; }

    /// <summary>All images of the group, at least two.</summary>
    public IReadOnlyList<InspectedImage> Images { get; }

    /// <summary>As many as are shown, those of other classes and splits first.</summary>
    internal IEnumerable<InspectedImage> Shown =>
        Images.DistinctBy(image => (image.ClassName, image.Split)).Concat(Images).Distinct().Take(DataPictures.ShownOfGroup);

    /// <summary>Whether all are equal in every pixel; else some are the same picture in another size, file format, brightness or contrast.</summary>
    public bool IsExact => Pictures.Count == 1;

    /// <summary>Whether some are in one split and some in another, so that what is measured on one was learned from the other.</summary>
    public bool CrossesSplits { get; }

    /// <summary>Whether some are of one class and some of another, so that one label or the other is wrong.</summary>
    public bool CrossesClasses { get; }
}
