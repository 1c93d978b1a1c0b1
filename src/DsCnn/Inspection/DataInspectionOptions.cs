namespace DsCnn.Inspection;

/// <summary>What an inspection checks and shows.</summary>
public sealed record DataInspectionOptions
{
    /// <summary>Classes with fewer training images are reported as small. At least 0. Default 20.</summary>
    public int SmallClass { get; init => field = Check.NotNegative(value); } = 20;

    /// <summary>The number of pictures per class on the page; fewer if there are many classes. At least 0. Default 12.</summary>
    public int PicturesPerClass { get; init => field = Check.NotNegative(value); } = 12;

    /// <summary>Whether to look for near duplicates besides exact ones. Default true.</summary>
    public bool NearDuplicates { get; init; } = true;

    /// <summary>
    /// Chooses the augmentations whose effect the page shows, for the training images at the size used in training; null to show none. Default: those of
    /// <see cref="Recommended.Options"/>.
    /// </summary>
    public Func<IImageSource, IReadOnlyList<Augmentation>>? Augmentations { get; init; } = images => Recommended.Options(new TrainingData(images)).Augmentations;

    /// <summary>The maximum number of pixels in one file; files with more count as unreadable. From 1 to 2^28. Default: 100,000,000.</summary>
    public int MaxPixels { get; init => field = Check.Between(value, 1, ImageLimits.LargestMaxPixels); } = ImageLimits.DefaultMaxPixels;

    /// <summary>The seed for choosing and augmenting the pictures to show. Default 0.</summary>
    public int Seed { get; init; }
}
