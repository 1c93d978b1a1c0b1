namespace DsCnn.Data;

/// <summary>The images that a network is trained and evaluated on, opened under one name.</summary>
/// <example><code>
/// // flowers/CLASS/*.jpg
/// ImageDataSet data = ImageDataSet.Open("flowers", new ImageFolderOptions { Height = 64, Width = 64 });
/// TrainingData training = data.ForTraining(validationShare: 0.1, seed: 1);
/// Console.WriteLine($"{training.Train.Count} images of {string.Join(", ", training.Train.ClassNames)}");
/// </code></example>
public sealed class ImageDataSet
{
    /// <summary>The splits in the order in which they are considered for evaluation.</summary>
    private static readonly DataSplit[] _measured = [DataSplit.Test, DataSplit.Validation, DataSplit.Train];

    /// <summary>The images to train on.</summary>
    public required IImageSource Train { get; init; }

    /// <summary>The images to evaluate on after every epoch, if the data set includes them; else null.</summary>
    public IImageSource? Validation { get; init; }

    /// <summary>The images to evaluate on once, at the end; null if the data set has none.</summary>
    public IImageSource? Test { get; init; }

    /// <summary>The files in its folders that were left out because they are not images of a class, for all splits together.</summary>
    public LeftOutFiles LeftOut { get; init; } = LeftOutFiles.None;

    /// <summary>Notes on how the data set was read: folders whose names differ from a class only by case, images that were mostly cropped away; one line each.</summary>
    public IReadOnlyList<string> Remarks { get; init => field = [.. value]; } = [];

    /// <summary>Opens a data set by its name, folder or list.</summary>
    /// <param name="data">
    /// <c>fashion-mnist</c> (Debian's package), or a folder with the four IDX files (uncompressed or .gz), with the binary version of CIFAR-10 or CIFAR-100, with
    /// <c>train/CLASS/*</c> and optionally <c>validation/CLASS/*</c> and <c>test/CLASS/*</c> (also <c>training</c>, <c>val</c>, <c>valid</c>, <c>testing</c>, in upper or lower
    /// case), or with <c>CLASS/*</c>; or a CSV file (<c>file,label,label...</c>, see <see cref="ImageCsv"/>).
    /// </param>
    /// <param name="options">
    /// How folders of images are read. Channels, height and width also apply to the other kinds, whose images are scaled. Class names also name IDX labels, whose
    /// classes are otherwise called by their numbers (or by Fashion-MNIST's class names, if the folder is called fashion-mnist).
    /// </param>
    /// <param name="progress">Reports the reading of each folder of images, one after the other.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The splits, all with the same shape and classes.</returns>
    /// <exception cref="IOException">Something is missing, or images cannot be decoded (<see cref="UnreadableImagesException"/>).</exception>
    /// <exception cref="InvalidDataException">The folder contains nothing of that kind, or something damaged.</exception>
    public static ImageDataSet Open(
        string data, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        options ??= new ImageFolderOptions();
        if (data == FashionMnist.Name)
            return OfFiles(IdxFolder.Load(FashionMnist.DebianFolder, options.ClassNames ?? FashionMnist.ClassNames, FashionMnist.Hint), options);
        if (IsList(data))
            return ImageCsv.LoadSplits(data, options, progress, cancellationToken);
        if (!Directory.Exists(data))
        {
            throw new DirectoryNotFoundException(
                $"{(File.Exists(data) ? $"{data} is a file, but not a .csv file" : $"There is no {(LabelTable.IsNamed(data) ? "file" : "folder")} {data}")}. Expected {Expected}.");
        }

        return IdxFolder.IsAt(data) ? OfFiles(IdxFolder.Load(data, options.ClassNames ?? KnownNames(data)), options)
            : Cifar.Is10At(data) ? OfFiles(Named(data, Cifar.Load10(data), options), options)
            : Cifar.Is100At(data) ? OfFiles(Named(data, Cifar.Load100(data), options), options)
            : OfFolders(data, options, progress, cancellationToken);
    }

    /// <summary>Opens the images of one split.</summary>
    /// <remarks>For folders, if the options set channels, height and width, the images of the other splits are not read.</remarks>
    /// <param name="data">As in <see cref="Open"/>.</param>
    /// <param name="split">Which split, or null for the first available one of test, validation and train.</param>
    /// <param name="options">As in <see cref="Open"/>.</param>
    /// <param name="progress">Reports the reading of each folder of images, one after the other.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The split, with the classes of the whole data set.</returns>
    /// <exception cref="IOException">Something is missing, or images cannot be decoded (<see cref="UnreadableImagesException"/>).</exception>
    /// <exception cref="InvalidDataException">The folder contains nothing of that kind, no such split, or something damaged.</exception>
    public static ImageSplit OpenSplit(
        string data, DataSplit? split = null, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        if (options is { Channels: not null, Height: not null, Width: not null } && HoldsFolders(data))
            return SplitOfFolders(data, split, options, progress, cancellationToken);
        if (options is { Channels: not null, Height: not null, Width: not null } && IsList(data))
            return SplitOfList(data, split, options, progress, cancellationToken);
        ImageDataSet all = Open(data, options, progress, cancellationToken);
        DataSplit chosen = Choose(data, split, s => all.Of(s) is not null);
        return new ImageSplit(all.Of(chosen)!) { Split = chosen, LeftOut = all.LeftOut, Remarks = all.Remarks };
    }

    /// <summary>Returns the images of a split.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The images, or null if there are none.</returns>
    public IImageSource? Of(DataSplit split) => Check.Defined(split, nameof(split)) switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        _ => Test,
    };

    /// <summary>Returns the data for a trainer: with the data set's own validation images, or with a share of the training images set aside.</summary>
    /// <param name="validationShare">The share to set aside if there are no validation images, at least 0 and below 1; at 0, none.</param>
    /// <param name="seed">The seed of the selection; the same seed gives the same split.</param>
    /// <returns>The training and validation images. The test images are not among them.</returns>
    public TrainingData ForTraining(double validationShare, int seed = 0) =>
        Validation is not null || validationShare == 0 ? new TrainingData(Train, Validation) : Train.Split(validationShare, seed);

    internal static string Expected =>
        $"the name {FashionMnist.Name}, a folder with the four IDX files ({string.Join(", ", IdxFolder.FileNames)}, plain or .gz), " +
        "with CIFAR's binaries (data_batch_1.bin or train.bin and the files beside them), with train/CLASS/* and test/CLASS/*, or with CLASS/* " +
        $"({ClassFolders.Pattern}), or a CSV file with lines file,label,label";

    /// <summary>Whether to read it as folders of images, which it may turn out not to contain.</summary>
    internal static bool HoldsFolders(string data) =>
        data != FashionMnist.Name && Directory.Exists(data) && !IdxFolder.IsAt(data) && !Cifar.Is10At(data) && !Cifar.Is100At(data);

    /// <summary>Whether it is a list of images.</summary>
    internal static bool IsList(string data) => LabelTable.IsNamed(data) && File.Exists(data);

    private static IReadOnlyList<string>? KnownNames(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) == FashionMnist.Name ? FashionMnist.ClassNames : null;

    private static (ImageSet Train, ImageSet Test) Named(string data, (ImageSet Train, ImageSet Test) splits, ImageFolderOptions options) =>
        options.ClassNames is null || options.ClassNames.SequenceEqual(splits.Train.ClassNames)
            ? splits
            : throw new InvalidDataException(
                $"{data} has the classes {string.Join(", ", splits.Train.ClassNames)}. Expected: {string.Join(", ", options.ClassNames)}.");

    private static ImageDataSet OfFiles((ImageSet Train, ImageSet Test) splits, ImageFolderOptions options)
    {
        InputSpec own = splits.Train.Shape;
        var shape = new InputSpec(options.Channels ?? own.Channels, options.Height ?? own.Height, options.Width ?? own.Width);
        if (options is { Height: null, Width: null } && splits.Test.Shape != own)
            throw DifferentShapes(splits.Test.Shape, "test", own);
        return new ImageDataSet { Train = splits.Train.WithShape(shape), Test = splits.Test.WithShape(shape) };
    }

    private static ImageDataSet OfFolders(
        string data, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        var folders = SplitFolders.Find(data, Expected, options, cancellationToken);
        ImageFolder train = ImageFolder.Load(folders.Train, options, progress, cancellationToken);
        ImageFolderOptions likeTrain = options with { ClassNames = train.ClassNames, Channels = train.Shape.Channels };
        if (options.ChooseSize is not null)
            likeTrain = likeTrain with { Height = train.Shape.Height, Width = train.Shape.Width };
        ImageFolder? validation = Other(folders.Validation);
        ImageFolder? test = Other(folders.Test);
        ImageFolder[] read = [.. new[] { train, validation, test }.OfType<ImageFolder>()];
        return new ImageDataSet
        {
            Train = train,
            Validation = validation,
            Test = test,
            LeftOut = LeftOutFiles.Sum([folders.LeftOut, .. read.Select(images => images.LeftOut)]),
            Remarks = [.. folders.Remarks, .. read.SelectMany(images => images.Remarks)],
        };

        ImageFolder? Other(string? folder)
        {
            if (folder is null)
                return null;
            ImageFolder images = ImageFolder.Load(folder, likeTrain, progress, cancellationToken);
            return images.Shape == train.Shape ? images : throw DifferentShapes(images.Shape, Path.GetFileName(folder), train.Shape);
        }
    }

    private static ImageSplit SplitOfFolders(
        string data, DataSplit? split, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        var folders = SplitFolders.Find(data, Expected, options, cancellationToken);
        DataSplit chosen = Choose(data, split, s => folders.Of(s) is not null);
        if (chosen != DataSplit.Train)
            options = options with { ClassNames = options.ClassNames ?? ClassFolders.NamesIn(folders.Train, options) };
        ImageFolder images = ImageFolder.Load(folders.Of(chosen)!, options, progress, cancellationToken);
        return new ImageSplit(images)
        {
            Split = chosen,
            LeftOut = LeftOutFiles.Sum(folders.LeftOut, images.LeftOut),
            Remarks = [.. folders.Remarks, .. images.Remarks],
        };
    }

    private static ImageSplit SplitOfList(
        string data, DataSplit? split, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        var table = LabelTable.Read(data, options.ClassNames);
        DataSplit chosen = Choose(data, split, table.Has);
        var images = ImageCsv.LoadSplit(table, chosen, options, progress, cancellationToken);
        return new ImageSplit(images) { Split = chosen, Remarks = images.Remarks };
    }

    private static DataSplit Choose(string data, DataSplit? split, Func<DataSplit, bool> isThere)
    {
        DataSplit[] there = [.. _measured.Where(isThere)];
        return split is null ? there[0]
            : there.Contains(split.Value) ? split.Value
            : throw new InvalidDataException($"{data} has no {Name(split.Value)} images, only {string.Join(" and ", there.Select(Name))} images.");

        static string Name(DataSplit split) => split == DataSplit.Train ? "training" : split == DataSplit.Test ? "test" : "validation";
    }

    private static InvalidDataException DifferentShapes(InputSpec shape, string split, InputSpec train) =>
        new($"Splits of different sizes need a common height and width: {SplitNames.Train} is {train.Shape}, {split} is {shape.Shape}.");
}
