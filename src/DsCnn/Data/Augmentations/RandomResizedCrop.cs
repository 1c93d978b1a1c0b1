using System.Globalization;

namespace DsCnn.Data;

/// <summary>Crops a random part of an image, of random size and aspect ratio, and scales it to the size of the whole image (Szegedy et al. 2015; commonly used to train networks for photographs).</summary>
/// <remarks>
/// Like torchvision's transform of the same name: the first of ten random parts that lies within the image, or else the whole image. Its smallest part is a twelfth of the image, which suits
/// millions of photographs; the default here keeps more, for small data sets.
/// </remarks>
public sealed record RandomResizedCrop : Augmentation
{
    private const int Attempts = 10;

    /// <summary>The smallest share of the image to keep, above 0 and at most 1. Default 0.35.</summary>
    public double MinArea { get; init => field = Check.PositiveShare(value); } = 0.35;

    /// <summary>The largest share of the image to keep, above 0 and at most 1. Default 1.</summary>
    public double MaxArea { get; init => field = Check.PositiveShare(value); } = 1;

    /// <summary>The smallest ratio of width to height, relative to the image's own, above 0 and at most 1; the largest is its reciprocal. Default 0.75.</summary>
    public double MinAspect { get; init => field = Check.PositiveShare(value); } = 0.75;

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"parts of at least {MinArea:0 %} of the picture");

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = double.Lerp(Math.Min(MinArea, MaxArea), Math.Max(MinArea, MaxArea), random.NextDouble());
            double aspect = Math.Pow(MinAspect, double.Lerp(-1, 1, random.NextDouble()));
            double height = Math.Sqrt(area / aspect);
            double width = Math.Sqrt(area * aspect);
            if (height > 1 || width > 1)
                continue;

            double down = (1 - height) * double.Lerp(-0.5, 0.5, random.NextDouble());
            double right = (1 - width) * double.Lerp(-0.5, 0.5, random.NextDouble());
            AffineWarp.Zoom(pixels, shape, width, height, right * (shape.Width - 1), down * (shape.Height - 1));
            return;
        }
    }
}
