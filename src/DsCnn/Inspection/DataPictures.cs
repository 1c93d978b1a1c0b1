using System.Collections.Immutable;

namespace DsCnn.Inspection;

/// <summary>The pictures for the page of an inspection.</summary>
/// <param name="Files">By the index of the image; those of groups after the first few are not kept.</param>
/// <param name="Montages">Some images of each class, in the order of the classes.</param>
/// <param name="Augmentations">The effect of augmentation on some of them, if requested.</param>
internal sealed record DataPictures(IReadOnlyDictionary<int, HtmlPicture> Files, ImmutableArray<ImmutableArray<int>> Montages, AugmentationPreview? Augmentations)
{
    /// <summary>The longer side of the pictures, for tiles of half that size on high-resolution screens.</summary>
    private const int KeptSide = 144;

    /// <summary>A page with more pictures in total is slow to open.</summary>
    private const int MostPictures = 600;

    private const int AugmentedPictures = 6;

    /// <summary>The maximum number of groups of duplicates of a kind to show, and of images in each.</summary>
    internal const int ShownGroups = 12;
    internal const int ShownOfGroup = 6;

    /// <summary>Chooses the pictures and reads them again.</summary>
    internal static DataPictures Take(
        InspectedSet set, IReadOnlyList<InspectedImage> readable, ImageSizes? sizes, int channels, DuplicateGroup[] duplicates, DataInspectionOptions options,
        CancellationToken cancellationToken)
    {
        ImmutableArray<ImmutableArray<int>> montages = Choose(set.ClassNames, readable, options);
        int[] shown = [.. montages.SelectMany(m => m).Concat(DataReport.Kinds(duplicates).SelectMany(kind => kind.Take(ShownGroups))
            .SelectMany(group => group.Shown).Select(image => image.Index)).Distinct()];
        var files = new HtmlPicture?[shown.Length];
        ParallelImages.For(
            shown.Length,
            i =>
            {
                if (TryRead(set, shown[i]) is { } picture)
                    files[i] = PictureFile.ForPage(picture, set.Images[shown[i]].Name, KeptSide);
            },
            cancellationToken);
        return new DataPictures(
            shown.Zip(files).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!),
            montages, Augment(set, readable, sizes, channels, options));
    }

    /// <summary>Chooses random images of each class, from the training images if it has any.</summary>
    private static ImmutableArray<ImmutableArray<int>> Choose(ImmutableArray<string> classes, IReadOnlyList<InspectedImage> readable, DataInspectionOptions options)
    {
        ILookup<string, InspectedImage> images = readable
            .SelectMany(image => image.Labels, (image, label) => (image, label)).ToLookup(pair => pair.label, pair => pair.image);
        int each = Math.Min(options.PicturesPerClass, MostPictures / Math.Max(1, classes.Length));
        return
        [
            .. classes.Select(name =>
            {
                InspectedImage[] ofClass = [.. images[name]];
                new Random(options.Seed).Shuffle(ofClass);
                return ofClass.OrderBy(image => image.Split).Take(each).Select(image => image.Index).ToImmutableArray();
            }),
        ];
    }

    private static AugmentationPreview? Augment(InspectedSet set, IReadOnlyList<InspectedImage> readable, ImageSizes? sizes, int channels, DataInspectionOptions options)
    {
        if (options.Augmentations is null || sizes is null)
            return null;
        InspectedImage[] train = [.. readable.Where(image => image.Split == DataSplit.Train)];
        InspectedImage[] candidates = train.Length > 0 ? train : [.. readable];
        var images = new TrainingView(set, candidates, new InputSpec(channels, sizes.Training.Height, sizes.Training.Width));
        int[] order = [.. Enumerable.Range(0, candidates.Length)];
        new Random(options.Seed).Shuffle(order);
        // From different classes as far as possible.
        IEnumerable<int> chosen = order.DistinctBy(i => candidates[i].ClassName).Concat(order).Distinct().Take(AugmentedPictures);
        return AugmentationPreview.Of(images, options.Augmentations(images), chosen, seed: options.Seed);
    }

    /// <summary>A picture, or nothing if it was deleted or damaged after the inspection.</summary>
    private static PlanarImage? TryRead(InspectedSet set, int index)
    {
        try
        {
            return set.Read(index);
        }
        catch (Exception failure) when (ImageFile.IsUnreadable(failure))
        {
            return null;
        }
    }
}
