namespace DsCnn;

/// <summary>What does well without tuning for the images at hand: the defaults of <c>dscnn train</c>, all in one place.</summary>
/// <remarks>
/// Found on Fashion-MNIST with 10 to 400 images per class (docs/performance.md, "Little data"): few images are seen often, in small batches, strongly varied and blended;
/// many are seen at least <see cref="FewestEpochs"/> times.
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
    /// <summary>Images to see in a run, so that small data sets take minutes on two cores.</summary>
    private const int ImagesToSee = 96_000;

    /// <summary>As <see cref="ImagesToSee"/>, in the smaller batches of very few images, which take longer for an image.</summary>
    private const int ImagesToSeeOfVeryFew = 64_000;
    private const int FewestEpochs = 20;
    private const int MostEpochs = 300;

    /// <summary>Fewer images are seen so often in a run that no variation is too strong.</summary>
    private const int VeryFew = 500;

    /// <summary>Fewer images are seen often enough to be blended.</summary>
    private const int FewToBlend = 2000;

    /// <summary>AdamW's rate for batches of 32 and more; of smaller ones, steps are as much smaller.</summary>
    private const double Rate = 8e-3;
    private const int BatchOfRate = 32;

    /// <summary>Below so many images, each that is held out is missed.</summary>
    private const int FewToHoldOut = 5000;

    /// <summary>Fewer validation images say too little to choose an epoch by: even of 400, the accuracy is only right to within three points or so, which is more than late epochs differ.</summary>
    private const int EnoughToChoose = 400;

    private const int LargestKeptSide = 160;
    private const int LargestSide = 128;
    private const int LargestForSmallNetworks = 64;
    private const int ManyImages = 20_000;

    private static readonly int[] _sides = [32, 48, 64, 96, LargestSide];

    /// <summary>The network to begin with, by the size of the images and their number.</summary>
    /// <param name="shape">The images.</param>
    /// <param name="images">How many there are to learn from.</param>
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

    /// <summary>The size to bring images of many sizes, or too large ones, to.</summary>
    /// <param name="sizes">The images' rows and columns; at least one.</param>
    /// <returns>
    /// Rows and columns: the images' own where all have one and it is at most 160, else a square of 32, 48, 64, 96 or 128, the largest that the short side of at least half
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

    /// <summary>The share of the training images to hold out for validation where the data has no validation images of its own.</summary>
    /// <param name="images">How many training images there are.</param>
    /// <param name="hasTest">Whether others say in the end how good the network is.</param>
    /// <returns>0 where all are needed to learn from and test images are there to measure on, else a tenth, or a fifth of fewer than 500.</returns>
    public static double ValidationShare(int images, bool hasTest)
    {
        return images >= FewToHoldOut ? 0.1
            : hasTest ? 0
            : images < VeryFew ? 0.2
            : 0.1;
    }

    /// <summary>How to train a network from the beginning.</summary>
    /// <param name="data">The images.</param>
    /// <returns>Options to use as they are, or to change by <c>with</c>.</returns>
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

    /// <summary>How to train a network a little, so that it recovers from a step of compression.</summary>
    /// <param name="images">The images.</param>
    /// <returns>Options to use as they are, or to change by <c>with</c>.</returns>
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

    /// <summary>How to vary images without making them hard: shifted (photographs: cut out and scaled), and mirrored where that cannot change their class.</summary>
    /// <param name="images">The images.</param>
    /// <returns>Augmentations, in order.</returns>
    public static IReadOnlyList<Augmentation> Augmentations(IImageSource images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return MirrorObjection(images.ClassNames) is null ? [Moving(images.Shape), new HorizontalFlip()] : [Moving(images.Shape)];
    }

    /// <summary>Why images of these classes must not be mirrored, by the classes' names: writing, or left and right.</summary>
    /// <param name="classNames">The classes.</param>
    /// <returns>The reason in a few words, such as "class sign-left says left", or null where nothing speaks against it.</returns>
    public static string? MirrorObjection(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        return MirrorGuard.Objection(classNames);
    }

    /// <summary>A shift by up to an eighth of the shorter side.</summary>
    /// <param name="shape">The images.</param>
    /// <returns>The augmentation.</returns>
    public static RandomCrop Shift(InputSpec shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        const int shiftDivisor = 8;
        return new RandomCrop { Padding = Math.Max(1, Math.Min(shape.Height, shape.Width) / shiftDivisor) };
    }

    /// <summary>Large colored pictures are photographs.</summary>
    private static Augmentation Moving(InputSpec shape) =>
        shape.Channels == 3 && Math.Min(shape.Height, shape.Width) > LargestForSmallNetworks ? new RandomResizedCrop() : Shift(shape);

    private static int Epochs(IImageSource images, int imagesToSee, int fewest, int most) => Math.Clamp(imagesToSee / Math.Max(1, images.Count), fewest, most);

    private static int BatchSize(IImageSource images) => images.Count < VeryFew ? 16 : images.Count < FewToHoldOut ? 32 : 64;
}
