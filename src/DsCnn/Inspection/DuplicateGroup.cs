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

    /// <summary>The images, grouped by pictures: images that are equal in every pixel are together, next to groups that are only similar.</summary>
    public IReadOnlyList<IReadOnlyList<InspectedImage>> Pictures { get; }

    /// <summary>All images of the group, at least two.</summary>
    public IReadOnlyList<InspectedImage> Images { get; }

    /// <summary>The images to show, those of different classes and splits first.</summary>
    internal IEnumerable<InspectedImage> Shown =>
        Images.DistinctBy(image => (image.ClassName, image.Split)).Concat(Images).Distinct().Take(DataPictures.ShownOfGroup);

    /// <summary>Whether all are equal in every pixel; else some are the same picture in a different size, file format, brightness or contrast.</summary>
    public bool IsExact => Pictures.Count == 1;

    /// <summary>Whether the images are in different splits, so that the network is evaluated on pictures it was trained on.</summary>
    public bool CrossesSplits { get; }

    /// <summary>Whether the images are in different classes, so that one of the labels is wrong.</summary>
    public bool CrossesClasses { get; }
}
