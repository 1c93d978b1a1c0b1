namespace DsCnn.Inspection;

/// <summary>What an inspection looks at and shows.</summary>
public sealed record DataInspectionOptions
{
    /// <summary>Classes of fewer training images are reported as small. At least 0. Default 20.</summary>
    public int SmallClass { get; init => field = Check.NotNegative(value); } = 20;

    /// <summary>Pictures of each class that the page shows; fewer where there are many classes. At least 0. Default 12.</summary>
    public int PicturesPerClass { get; init => field = Check.NotNegative(value); } = 12;

    /// <summary>Whether to look for near duplicates too, besides exact ones. Default true.</summary>
    public bool NearDuplicates { get; init; } = true;

    /// <summary>
    /// Chooses the augmentations whose effect the page shows, for the training images in the size that training brings them to; null to show none. Default: those of
    /// <see cref="Recommended.Options"/>.
    /// </summary>
    public Func<IImageSource, IReadOnlyList<Augmentation>>? Augmentations { get; init; } = images => Recommended.Options(new TrainingData(images)).Augmentations;

    /// <summary>Pixels that one file may have; files of more count as unreadable. From 1 to 2^28. Default: 100,000,000.</summary>
    public int MaxPixels { get; init => field = Check.Between(value, 1, ImageLimits.LargestMaxPixels); } = ImageLimits.DefaultMaxPixels;

    /// <summary>Decides which pictures are shown, and what augmentation does to them. Default 0.</summary>
    public int Seed { get; init; }
}
