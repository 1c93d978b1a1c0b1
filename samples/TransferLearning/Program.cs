using System.CommandLine;
using DsCnn;
using DsCnn.Data;
using DsCnn.Interop;
using DsCnn.Training;
using TransferLearning;

var weights = new Option<FileInfo?>("--weights") { Description = "torchvision's state dict of EfficientNet-B0 (.pth or .safetensors); without it the body starts at random" };
var data = new Option<DirectoryInfo?>("--data") { Description = "A folder with train/CLASS/* and test/CLASS/*; without it, pictures of shapes are drawn" };
var size = new Option<int>("--size") { Description = "Pixels that images are scaled to", DefaultValueFactory = _ => 64 };
var epochs = new Option<int>("--epochs") { Description = "Epochs of each of the two phases", DefaultValueFactory = _ => 4 };
var command = new RootCommand("Teaches a network that knows other images yours.") { weights, data, size, epochs };

ParseResult parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine(parsed.Errors[0].Message);
    return 2;
}

command.SetAction((result, cancellationToken) => RunAsync(
    result.GetValue(weights), result.GetValue(data), result.GetValue(size), result.GetValue(epochs), cancellationToken));
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. Nothing was saved.");
    return 130;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException or NotSupportedException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

static async Task<int> RunAsync(FileInfo? weights, DirectoryInfo? data, int size, int epochs, CancellationToken cancellationToken)
{
    // 1. Your images
    string folder = data?.FullName ?? Path.Combine(Path.GetTempPath(), "dscnn-shapes");
    if (data is null)
        ShapePictures.Draw(folder, trainPerClass: 300, testPerClass: 100);
    ImageDataSet images = ImageDataSet.Open(
        folder, new ImageFolderOptions { Channels = 3, Height = size, Width = size }, cancellationToken: cancellationToken);
    (IImageSource train, IImageSource test) = (images.Train, images.Test ?? throw new InvalidDataException($"{folder} holds no test/CLASS/*."));
    Console.WriteLine($"{folder}: {train.Count} training and {test.Count} test images of {string.Join(", ", train.ClassNames)}");

    // 2. A network that knows other images, with a new head for yours
    Preset preset = Presets.Find("efficientnet-b0");
    using DsCnnModel model = weights is null
        ? preset.ToSpec(train.ClassNames.Count, train.Shape).Build(seed: 1)
        : DsCnnModel.From(Imported(preset, weights, train.Shape).WithClasses(train.ClassNames, seed: 1));

    // 3. First the head alone, which needs no memory for the body's gradients, then everything, gently
    TrainingData split = images.ForTraining(validationShare: 0.1, seed: 1);
    var options = new TrainerOptions { Epochs = epochs, BatchSize = 32, Augmentations = [new HorizontalFlip()], Seed = 1 };
    if (weights is not null)
    {
        model.FreezeBody();
        await FitAsync("head", model, options with { Optimizer = new AdamWOptions { LearningRate = 1e-2 } }, split, cancellationToken);
        model.UnfreezeBody();
    }

    double rate = weights is null ? 3e-3 : 3e-4;
    await FitAsync("all", model, options with { Optimizer = new AdamWOptions { LearningRate = rate, WeightDecay = 0.01 } }, split, cancellationToken);

    // 4. The test images, once
    EvaluationResult result = model.Evaluate(test, cancellationToken: cancellationToken);
    Console.WriteLine(FormattableString.Invariant($"test accuracy {result.Accuracy:0.000} on {result.Images} images"));
    model.Save("transferred.safetensors");
    Console.WriteLine("saved transferred.safetensors");
    return 0;
}

static ModelFile Imported(Preset preset, FileInfo weights, InputSpec input) =>
    ForeignModel.Import(preset, ForeignWeights.Read(weights.FullName), ForeignNaming.Torchvision, input);

static async Task FitAsync(string phase, DsCnnModel model, TrainerOptions options, TrainingData data, CancellationToken cancellationToken)
{
    TrainingReport report = await new Trainer(model, options).FitAsync(data, new EpochLines(phase), cancellationToken);
    Console.WriteLine(FormattableString.Invariant($"{phase}: {report.ImagesPerSecond:0} images per second"));
}
