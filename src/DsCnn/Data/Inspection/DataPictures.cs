using System.Collections.Immutable;

namespace DsCnn;

/// <summary>The pictures that an inspection's page shows.</summary>
/// <param name="Files">By an image's place; those of groups beyond the first few are not kept.</param>
/// <param name="Montages">Some images of each class, in the order of the classes.</param>
/// <param name="Augmentations">What augmentation does to some of them, where that was asked for.</param>
internal sealed record DataPictures(IReadOnlyDictionary<int, HtmlPicture> Files, ImmutableArray<ImmutableArray<int>> Montages, AugmentationPreview? Augmentations)
{
    /// <summary>The longer side of what is kept, for tiles of half that size on dense screens.</summary>
    private const int KeptSide = 144;

    /// <summary>A page of more pictures in all is slow to open.</summary>
    private const int MostPictures = 600;

    private const int AugmentedPictures = 6;
    private const int AugmentedSide = 128;

    /// <summary>How many groups of duplicates of a kind are shown, and how many images of each.</summary>
    internal const int ShownGroups = 12;
    internal const int ShownOfGroup = 6;

    /// <summary>Chooses the pictures and reads them once more.</summary>
    internal static DataPictures Take(
        InspectedSet set, IReadOnlyList<InspectedImage> readable, DuplicateGroup[] duplicates, DataInspectionOptions options, CancellationToken cancellationToken)
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
            montages, Augment(set, readable, options));
    }

    /// <summary>Training images where a class has such, at random.</summary>
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

    private static AugmentationPreview? Augment(InspectedSet set, IReadOnlyList<InspectedImage> readable, DataInspectionOptions options)
    {
        if (options.Augmentations is null)
            return null;
        InspectedImage[] candidates = [.. readable];
        new Random(options.Seed).Shuffle(candidates);
        // Of different classes as far as there are so many.
        (InspectedImage Image, PlanarImage Picture)[] chosen =
        [
            .. candidates.DistinctBy(image => image.ClassName).Concat(candidates).Distinct().Take(AugmentedPictures)
                .Select(image => (image, picture: TryRead(set, image.Index))).Where(pair => pair.picture is not null).Select(pair => (pair.image, pair.picture!.Value)),
        ];
        if (chosen.Length == 0)
            return null;
        ImageSet images = InOneSize([.. chosen.Select(pair => pair.Picture)], [.. chosen.Select(pair => pair.Image.Labels is [var label, ..] ? set.ClassNames.IndexOf(label) : 0)], set.ClassNames);
        return AugmentationPreview.Of(images, options.Augmentations(images), Enumerable.Range(0, images.Count), seed: options.Seed);
    }

    /// <summary>Small pictures of one size stay as they are; others become squares.</summary>
    private static ImageSet InOneSize(PlanarImage[] pictures, int[] labels, ImmutableArray<string> classNames)
    {
        (int height, int width) = (pictures[0].Height, pictures[0].Width);
        if (Math.Max(height, width) > AugmentedSide || pictures.Any(p => (p.Height, p.Width) != (height, width)))
            (height, width) = (AugmentedSide, AugmentedSide);
        var shape = new InputSpec(pictures.Max(picture => picture.Channels), height, width);
        int length = (int)shape.Shape.Elements;
        byte[] pixels = new byte[pictures.Length * length];
        foreach ((int i, PlanarImage picture) in pictures.Index())
            PlanarImage.Spread(picture.To(shape.Channels, height, width).Pixels, pixels.AsSpan(i * length, length));
        return new ImageSet(shape, pixels, labels, classNames);
    }

    /// <summary>A picture, or nothing where it has gone since it was inspected.</summary>
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
