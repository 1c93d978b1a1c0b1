using System.Collections.Immutable;
using System.Xml.Linq;

namespace DsCnn.Data;

/// <summary>What augmentation does to some images: each as it is, and as some epochs could see it.</summary>
public sealed class AugmentationPreview
{
    private const int ShownSide = 84;
    private const int KeptSide = 2 * ShownSide;

    private readonly ImmutableArray<ImmutableArray<PlanarImage>> _rows;

    private AugmentationPreview(ImmutableArray<ImmutableArray<PlanarImage>> rows) => _rows = rows;

    /// <summary>Augments images several times.</summary>
    /// <param name="source">The images.</param>
    /// <param name="augmentations">What is done to each, in order.</param>
    /// <param name="indices">Which images.</param>
    /// <param name="variants">How often each, at least 1.</param>
    /// <param name="seed">Decides what happens to them; the same seed gives the same pictures.</param>
    /// <returns>The pictures.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is not that of an image, or there are no variants.</exception>
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

    /// <summary>The pictures: a row for each image, which comes first.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and without anything to load.</returns>
    public string ToHtml() => HtmlDocument.Section("What augmentation does", Content());

    internal IEnumerable<XElement> Content() => _rows.Select(row => HtmlParts.Tiles(
        row.Select((picture, variant) => PictureFile.ForPage(picture, variant == 0 ? "as it is" : FormattableString.Invariant($"variant {variant}"), KeptSide)), ShownSide));

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
