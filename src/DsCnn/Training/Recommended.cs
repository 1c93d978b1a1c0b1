namespace DsCnn;

/// <summary>Settings that work well for the images at hand without tuning: the defaults of <c>dscnn train</c>, all in one place.</summary>
/// <remarks>
/// Determined on Fashion-MNIST with 10 to 400 images per class (docs/performance.md, "Little data"): small data sets are seen many times, in small batches, with strong augmentation and blending;
/// large ones are seen at least <see cref="FewestEpochs"/> times.
/// </remarks>
/// <example><code>
/// var folder = new ImageFolderOptions { ChooseSize = Recommended.ImageSize };
/// ImageDataSet images = ImageDataSet.Open("flowers", folder);
/// double share = Recommended.ValidationShare(images.Train.Count, hasTest: images.Test is not null);
/// TrainingData data = images.ForTraining(share);
/// Preset preset = Recommended.Network(data.Train.Shape, data.Train.Count);
/// using DsCnnModel model = preset.ToSpec(data.Train.ClassNames.Count, data.Train.Shape).Build();
/// await new Trainer(model, Recommended.Options(data)).FitAsync(data, new ConsoleProgress());
/// </code></example>
public static class Recommended
{
    /// <summary>The number of images to train on in a run, including repeats, so that small data sets take minutes on two cores.</summary>
    private const int ImagesToSee = 96_000;

    /// <summary>Like <see cref="ImagesToSee"/>, for the smaller batches of very small data sets, which take longer per image.</summary>
    private const int ImagesToSeeOfVeryFew = 64_000;
    private const int FewestEpochs = 20;
    private const int MostEpochs = 300;

    /// <summary>Data sets with fewer images are seen so often in a run that no augmentation is too strong.</summary>
    private const int VeryFew = 500;

    /// <summary>Data sets with fewer images are seen often enough for blending.</summary>
    private const int FewToBlend = 2000;

    /// <summary>AdamW's rate for batches of 32 and more; for smaller ones, it is proportionally lower.</summary>
    private const double Rate = 8e-3;
    private const int BatchOfRate = 32;

    /// <summary>With fewer images than this, every image that is held out is missed in training.</summary>
    private const int FewToHoldOut = 5000;

    /// <summary>Fewer validation images than this are not enough to choose an epoch: even with 400, the accuracy is known only to within about three percentage points, which is more than late epochs differ.</summary>
    private const int EnoughToChoose = 400;

    private const int LargestKeptSide = 160;
    private const int LargestSide = 128;
    private const int LargestForSmallNetworks = 64;
    private const int ManyImages = 20_000;

    private static readonly int[] _sides = [32, 48, 64, 96, LargestSide];

    /// <summary>Returns the network to start with, for the size and number of the images.</summary>
    /// <param name="shape">The images.</param>
    /// <param name="images">The number of training images.</param>
    /// <returns>A preset; its <see cref="Preset.ToSpec"/> takes the images' shape and the number of classes.</returns>
    public static Preset Network(InputSpec shape, int images)
    {
        ArgumentNullException.ThrowIfNull(shape);
        bool isSmall = Math.Max(shape.Height, shape.Width) <= LargestForSmallNetworks;
        return Presets.Find((isSmall, images >= ManyImages) switch
        {
            (true, false) => "ds-pico",
            (true, true) => "ds-nano",
            (false, _) => "ds-lite",
        });
    }

    /// <summary>Returns the size to which to resize images of different sizes, or images that are too large.</summary>
    /// <param name="sizes">The images' rows and columns; at least one.</param>
    /// <returns>
    /// Rows and columns: the images' own if they all have the same size of at most 160, else a square of 32, 48, 64, 96 or 128, the largest that the short side of at least half
    /// of them fills, or 32.
    /// </returns>
    public static (int Height, int Width) ImageSize(IReadOnlyList<(int Height, int Width)> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentOutOfRangeException.ThrowIfZero(sizes.Count, nameof(sizes));
        (int height, int width) = sizes[0];
        if (Math.Max(height, width) <= LargestKeptSide && sizes.All(size => size == sizes[0]))
            return sizes[0];
        int[] shortSides = [.. sizes.Select(size => Math.Min(size.Height, size.Width)).Order()];
        int median = shortSides[(shortSides.Length - 1) / 2];
        int side = _sides.LastOrDefault(side => side <= median, _sides[0]);
        return (side, side);
    }

    /// <summary>Returns the share of the training images to hold out for validation if the data has no validation images of its own.</summary>
    /// <param name="images">The number of training images.</param>
    /// <param name="hasTest">Whether there are test images for the final evaluation.</param>
    /// <returns>0 if all are needed for training and there are test images to evaluate on; else a tenth, or a fifth of fewer than 500.</returns>
    public static double ValidationShare(int images, bool hasTest)
    {
        return images >= FewToHoldOut ? 0.1
            : hasTest ? 0
            : images < VeryFew ? 0.2
            : 0.1;
    }

    /// <summary>Returns options for training a network from scratch.</summary>
    /// <param name="data">The images.</param>
    /// <returns>Options to use as they are, or to change using <c>with</c>.</returns>
    public static TrainerOptions Options(TrainingData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        IImageSource images = data.Train;
        int batchSize = BatchSize(images);
        var augmentations = new List<Augmentation>(Augmentations(images));
        if (images.Count < VeryFew)
            augmentations.Add(MirrorObjection(images.ClassNames) is null ? new TrivialAugment() : new RandomRotation { Degrees = 10 });
        return new TrainerOptions
        {
            Epochs = Epochs(images, images.Count < VeryFew ? ImagesToSeeOfVeryFew : ImagesToSee, FewestEpochs, MostEpochs),
            BatchSize = batchSize,
            Optimizer = new AdamWOptions { LearningRate = Rate * Math.Min(batchSize, BatchOfRate) / BatchOfRate, WeightDecay = 0.05, Beta2 = 0.99 },
            Schedule = new OneCycleSchedule(),
            LabelSmoothing = 0.1,
            Augmentations = augmentations,
            Mixing = images.Count < FewToBlend ? [new CutMix { Probability = 0.5 }] : [],
            Ema = new EmaOptions { Decay = 0.999 },
            RestoreBest = data.Validation?.Count >= EnoughToChoose,
        };
    }

    /// <summary>Returns options for fine-tuning a network after a step of compression.</summary>
    /// <param name="images">The images.</param>
    /// <returns>Options to use as they are, or to change using <c>with</c>.</returns>
    public static TrainerOptions Tuning(IImageSource images)
    {
        ArgumentNullException.ThrowIfNull(images);
        const int imagesToSee = 10_000;
        return new TrainerOptions
        {
            Epochs = Epochs(images, imagesToSee, fewest: 3, most: 50),
            BatchSize = BatchSize(images),
            Optimizer = new AdamWOptions { LearningRate = 1e-3, WeightDecay = 0.05 },
            Schedule = new CosineSchedule(),
            Augmentations = Augmentations(images),
        };
    }

    /// <summary>Returns mild augmentations: shifts (for photographs: random crops), and mirroring unless it could change the class.</summary>
    /// <param name="images">The images.</param>
    /// <returns>Augmentations, in order.</returns>
    public static IReadOnlyList<Augmentation> Augmentations(IImageSource images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return MirrorObjection(images.ClassNames) is null ? [Moving(images.Shape), new HorizontalFlip()] : [Moving(images.Shape)];
    }

    /// <summary>Returns why images of these classes must not be mirrored, according to the classes' names: characters, or left and right.</summary>
    /// <param name="classNames">The classes.</param>
    /// <returns>The reason in a few words, such as "class sign-left says left", or null if there is none.</returns>
    public static string? MirrorObjection(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        return MirrorGuard.Objection(classNames);
    }

    /// <summary>Returns a shift by up to an eighth of the shorter side.</summary>
    /// <param name="shape">The images.</param>
    /// <returns>The augmentation.</returns>
    public static RandomCrop Shift(InputSpec shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        const int shiftDivisor = 8;
        return new RandomCrop { Padding = Math.Max(1, Math.Min(shape.Height, shape.Width) / shiftDivisor) };
    }

    /// <summary>Large color pictures are treated as photographs.</summary>
    private static Augmentation Moving(InputSpec shape) =>
        shape.Channels == 3 && Math.Min(shape.Height, shape.Width) > LargestForSmallNetworks ? new RandomResizedCrop() : Shift(shape);

    private static int Epochs(IImageSource images, int imagesToSee, int fewest, int most) => Math.Clamp(imagesToSee / Math.Max(1, images.Count), fewest, most);

    private static int BatchSize(IImageSource images) => images.Count < VeryFew ? 16 : images.Count < FewToHoldOut ? 32 : 64;
}
