using System.Collections.Immutable;
using System.Xml.Linq;

namespace DsCnn.Data;

/// <summary>Shows the effect of augmentation: some images in their original form, each followed by augmented variants.</summary>
public sealed class AugmentationPreview
{
    private const int ShownSide = 84;
    private const int KeptSide = 2 * ShownSide;

    private readonly ImmutableArray<ImmutableArray<PlanarImage>> _rows;

    private AugmentationPreview(ImmutableArray<ImmutableArray<PlanarImage>> rows) => _rows = rows;

    /// <summary>Augments images several times.</summary>
    /// <param name="source">The images.</param>
    /// <param name="augmentations">The augmentations, in order.</param>
    /// <param name="indices">The indices of the images.</param>
    /// <param name="variants">The number of variants per image, at least 1.</param>
    /// <param name="seed">The seed of the augmentations; the same seed gives the same pictures.</param>
    /// <returns>The pictures.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range, or there are no variants.</exception>
    public static AugmentationPreview Of(
        IImageSource source, IReadOnlyList<Augmentation> augmentations, IEnumerable<int> indices, int variants = 7, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(augmentations);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentOutOfRangeException.ThrowIfLessThan(variants, 1);
        IImageSource chosen = source.Subset(indices);
        return new AugmentationPreview([.. Enumerable.Range(0, chosen.Count).Select(i => Row(chosen, i, augmentations, variants, seed))]);
    }

    /// <summary>The pictures: a row for each image, beginning with the original.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public string ToHtml() => HtmlDocument.Section("What augmentation does", Content());

    internal IEnumerable<XElement> Content() => _rows.Select(row => HtmlParts.Tiles(
        row.Select((picture, variant) => PictureFile.ForPage(picture, variant == 0 ? "original" : FormattableString.Invariant($"variant {variant}"), KeptSide)), ShownSide));

    private static ImmutableArray<PlanarImage> Row(IImageSource source, int index, IReadOnlyList<Augmentation> augmentations, int variants, int seed)
    {
        InputSpec shape = source.Shape;
        byte[] original = new byte[shape.Shape.Elements];
        source.CopyPixels(index, original);
        var random = new ImageRandom();
        var row = ImmutableArray.CreateBuilder<PlanarImage>(variants + 1);
        for (int variant = 0; variant <= variants; variant++)
        {
            byte[] pixels = [.. original];
            random.Restart(seed, variant, index);
            foreach (Augmentation augmentation in variant == 0 ? [] : augmentations)
                augmentation.Apply(pixels, shape, random);
            row.Add(new PlanarImage(shape.Channels, shape.Height, shape.Width, pixels));
        }

        return row.DrainToImmutable();
    }
}
