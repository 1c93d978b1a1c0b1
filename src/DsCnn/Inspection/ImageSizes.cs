namespace DsCnn.Inspection;

/// <summary>The sizes of images, in pixels.</summary>
public sealed class ImageSizes
{
    internal ImageSizes()
    {
    }

    /// <summary>The size of the image with the fewest pixels.</summary>
    public (int Height, int Width) Smallest { get; init; }

    /// <summary>The size of the median image, by number of pixels.</summary>
    public (int Height, int Width) Median { get; init; }

    /// <summary>The size of the image with the most pixels.</summary>
    public (int Height, int Width) Largest { get; init; }

    /// <summary>The size to which training resizes the images by default, from <see cref="Recommended.ImageSize"/>.</summary>
    public (int Height, int Width) Training { get; init; }

    /// <summary>The number of different sizes.</summary>
    public int Different { get; internal init; }

    /// <summary>The number of images of which less than half is left at <see cref="Training"/>, because only the middle of the long side is kept.</summary>
    public int MostlyCut { get; internal init; }

    /// <summary>The ratio of width to height of the narrowest image.</summary>
    public double NarrowestAspect { get; internal init; }

    /// <summary>The median ratio of width to height.</summary>
    public double MedianAspect { get; internal init; }

    /// <summary>The ratio of width to height of the widest image.</summary>
    public double WidestAspect { get; internal init; }

    /// <summary>Measures sizes, at least one.</summary>
    internal static ImageSizes Of(IReadOnlyList<(int Height, int Width)> sizes)
    {
        (int Height, int Width)[] bySize = [.. sizes.OrderBy(size => (long)size.Height * size.Width).ThenBy(size => size.Height)];
        double[] aspects = [.. sizes.Select(size => (double)size.Width / size.Height).Order()];
        (int Height, int Width) training = Recommended.ImageSize(sizes);
        return new ImageSizes
        {
            Smallest = bySize[0],
            Median = bySize[bySize.Length / 2],
            Largest = bySize[^1],
            Training = training,
            MostlyCut = sizes.Count(size => Resampler.KeptShare(size, training.Height, training.Width) < Resampler.MostlyCut),
            Different = sizes.Distinct().Count(),
            NarrowestAspect = aspects[0],
            MedianAspect = aspects[aspects.Length / 2],
            WidestAspect = aspects[^1],
        };
    }
}
