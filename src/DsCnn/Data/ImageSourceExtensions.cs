using System.Globalization;

namespace DsCnn;

/// <summary>Splits, samples and measures image sources.</summary>
public static class ImageSourceExtensions
{
    /// <summary>Sets aside a random share of the images of each class for validation; for images with several labels, the share of each label is approximate.</summary>
    /// <param name="source">The images.</param>
    /// <param name="validationShare">The share to set aside, above 0 and below 1.</param>
    /// <param name="seed">The seed of the selection; the same seed gives the same split.</param>
    /// <returns>The training and validation images.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is not above 0 and below 1.</exception>
    /// <exception cref="ArgumentException">The share leaves one side without images.</exception>
    public static TrainingData Split(this IImageSource source, double validationShare, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validationShare, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationShare, 1);

        (List<int> train, List<int> validation) = source.IsMultiLabel ? SplitByLabels(source, validationShare, seed) : SplitByClass(source, validationShare, seed);
        if (validation.Count == 0 || train.Count == 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(source.Count, "image")} {(source.Count == 1 ? "is" : "are")} too few to set aside a share of {validationShare} of each class."),
                nameof(validationShare));
        }

        train.Sort();
        validation.Sort();
        return new TrainingData(new ImageSubset(source, [.. train]), new ImageSubset(source, [.. validation]));
    }

    /// <summary>Divides the images at random into parts for cross-validation, each class evenly; for images with several labels, each label as evenly as possible.</summary>
    /// <param name="source">The images.</param>
    /// <param name="count">The number of parts, at least 2 and at most the number of images.</param>
    /// <param name="seed">The seed of the division; the same seed gives the same parts.</param>
    /// <returns>For each part, the other parts to train on and the part itself to validate on. Every image is in exactly one validation part.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of parts is out of range.</exception>
    public static IReadOnlyList<TrainingData> Folds(this IImageSource source, int count, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, source.Count);
        int[] parts = source.IsMultiLabel ? LabelSplit.Parts(source, [.. Enumerable.Repeat(1.0 / count, count)], seed) : PartsByClass(source, count, seed);
        return [.. Enumerable.Range(0, count).Select(fold => new TrainingData(Part(part => part != fold), Part(part => part == fold)))];

        ImageSubset Part(Func<int, bool> holds) => new(source, [.. Enumerable.Range(0, source.Count).Where(image => holds(parts[image]))]);
    }

    /// <summary>Selects some of the images.</summary>
    /// <param name="source">The images.</param>
    /// <param name="indices">The indices of the images to select.</param>
    /// <returns>A source of those images, in that order; nothing is copied.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public static IImageSource Subset(this IImageSource source, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(source);
        int[] chosen = [.. indices];
        foreach (int index in chosen)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index, nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, source.Count, nameof(indices));
        }

        return new ImageSubset(source, chosen);
    }

    /// <summary>Selects some of the images at random, for example for calibration.</summary>
    /// <param name="source">The images.</param>
    /// <param name="count">The maximum number of images, positive.</param>
    /// <param name="seed">The seed of the selection; the same seed gives the same images.</param>
    /// <returns>A source of those images, or of all if there are no more; nothing is copied.</returns>
    public static IImageSource Sample(this IImageSource source, int count, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(seed).Shuffle(order);
        return source.Subset(order.Take(count));
    }

    /// <summary>Converts images to a different size and number of channels each time they are read.</summary>
    /// <param name="source">The images, with 1 or 3 channels.</param>
    /// <param name="shape">
    /// The shape to convert to. The short side is scaled (bilinear with antialiasing), and the middle of the long one is cropped; grayscale is copied
    /// to every channel, color is converted to luminance.
    /// </param>
    /// <returns>A source of the same images in that shape; the same source if nothing changes.</returns>
    /// <exception cref="ArgumentException">The number of channels changes and is not 1 or 3 on both sides.</exception>
    public static IImageSource WithShape(this IImageSource source, InputSpec shape)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(shape);
        int channels = source.Shape.Channels;
        if (channels != shape.Channels && !(channels is 1 or 3 && shape.Channels is 1 or 3))
            throw new ArgumentException($"Images change between 1 and 3 channels only. Received: {channels} to {shape.Channels}.", nameof(shape));
        return source.Shape == shape ? source : new ReshapedImages(source, shape);
    }

    /// <summary>Measures the mean and standard deviation of each channel over all images, in parallel on all cores.</summary>
    /// <param name="source">The images, at least one.</param>
    /// <param name="cancellationToken">Cancels between images.</param>
    /// <returns>The normalization that gives these images mean 0 and standard deviation 1.</returns>
    /// <exception cref="ArgumentException">There are no images.</exception>
    public static Preprocessing MeasurePreprocessing(this IImageSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Count == 0)
            throw new ArgumentException("There must be at least one image to measure. Received: none.", nameof(source));

        long[][] histograms = ImageHistograms.Count(source, cancellationToken);
        double[] means = [.. histograms.Select(h => Moment(h, v => v))];
        double[] deviations = [.. histograms.Zip(means, (h, mean) => Math.Sqrt(Moment(h, v => (v - mean) * (v - mean))))];

        // A channel with a single value has no deviation to divide by.
        return new Preprocessing(means, deviations.Select(d => d > 0 ? d : 1));
    }

    /// <summary>Renumbers the classes of images to match another list, such as <see cref="DsCnnModel.Labels"/>: each class keeps its name and gets its index in that list.</summary>
    /// <remarks>Names match regardless of their Unicode composition. Sources that only number their classes ("0", "1", ..., as IDX files do) stay as they are.</remarks>
    /// <param name="source">The images.</param>
    /// <param name="classNames">The list, which may contain more classes.</param>
    /// <returns>A source of the same images; nothing is copied.</returns>
    /// <exception cref="ArgumentException">The images have a class that is not in the list; the message names it.</exception>
    public static IImageSource WithClassNames(this IImageSource source, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(classNames);
        return ClassOrder.Of(source, classNames, "The network", nameof(source));
    }

    /// <summary>Gives images different labels, any number for each (<see cref="IImageSource.IsMultiLabel"/>).</summary>
    /// <param name="source">The images; their own classes are ignored.</param>
    /// <param name="labels">The labels of each image, indices into <paramref name="classNames"/>; an image may have none.</param>
    /// <param name="classNames">The names of the labels, all different.</param>
    /// <returns>A source of the same images; nothing is copied.</returns>
    /// <exception cref="ArgumentException">The number of label lists differs from the number of images, a label is out of range, or two labels have the same name.</exception>
    public static IImageSource WithLabels(this IImageSource source, IEnumerable<IEnumerable<int>> labels, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classNames);
        int[][] copied = [.. labels.Select(own => own.ToArray())];
        if (copied.Length != source.Count)
            throw new ArgumentException($"There must be labels for each of the {source.Count} images. Received: {copied.Length}.", nameof(labels));
        foreach ((int image, int[] own) in copied.Index())
        {
            if (own.Any(label => label < 0 || label >= classNames.Count))
            {
                throw new ArgumentException(
                    $"Image {image} must have labels below the number of classes, {classNames.Count}. Received: {string.Join(", ", own)}.", nameof(labels));
            }
        }

        return new LabeledImages(source, copied, ClassLabels.Different(classNames, nameof(classNames)));
    }

    /// <summary>A wrong label caught here has a clear message; on a GPU, it would destroy the process's CUDA context.</summary>
    /// <exception cref="InvalidDataException">The label is not one of the source's classes.</exception>
    internal static int ReadLabel(this IImageSource source, int index)
    {
        int label = source.GetLabel(index);
        return label >= 0 && label < source.ClassNames.Count
            ? label
            : throw new InvalidDataException($"Image {index} must have a label from 0 to {source.ClassNames.Count - 1}. Received: {label}.");
    }

    /// <summary>Distributes one class after another over the parts in turn, so that parts differ by at most one image, for each class and in total.</summary>
    private static int[] PartsByClass(IImageSource source, int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(seed).Shuffle(order);
        int[] parts = new int[source.Count];
        foreach ((int place, int image) in order.GroupBy(source.GetLabel).OrderBy(oneClass => oneClass.Key).SelectMany(oneClass => oneClass).Index())
            parts[image] = place % count;
        return parts;
    }

    private static (List<int> Train, List<int> Validation) SplitByClass(IImageSource source, double validationShare, int seed)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        new Random(seed).Shuffle(order);
        var train = new List<int>();
        var validation = new List<int>();
        foreach (IGrouping<int, int> oneClass in order.GroupBy(source.GetLabel))
        {
            int[] members = [.. oneClass];
            int aside = (int)Math.Round(members.Length * validationShare);
            validation.AddRange(members[..aside]);
            train.AddRange(members[aside..]);
        }

        return (train, validation);
    }

    private static (List<int> Train, List<int> Validation) SplitByLabels(IImageSource source, double validationShare, int seed)
    {
        ILookup<int, int> parts = LabelSplit.Parts(source, [1 - validationShare, validationShare], seed).Index().ToLookup(part => part.Item, part => part.Index);
        return ([.. parts[0]], [.. parts[1]]);
    }

    private static double Moment(long[] histogram, Func<double, double> of) =>
        histogram.Select((count, value) => count * of(value / 255.0)).Sum() / histogram.Sum();
}
