using System.Diagnostics;
using System.Globalization;
using DsCnn;
using DsCnn.Data;
using DsCnn.Training;
using QuickStart;
using Spectre.Console;
using static TorchSharp.torch;

string[] known = ["--short", "--embedded"];
if (args.Except(known).Any())
{
    Console.Error.WriteLine(
        "Usage: QuickStart [--short] [--embedded]. --short takes seconds and only shows that everything works; " +
        "--embedded uses the subset in this program even where the full Fashion-MNIST is found.");
    return 2;
}

bool isShort = args.Contains("--short");
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    // 1. Data: 5 % of the training images are kept for validation; the test images are only used at the end.
    SampleData data = args.Contains("--embedded") ? SampleData.Embedded() : SampleData.Find();
    IImageSource train = isShort ? data.Train.Subset(Enumerable.Range(0, 1000)) : data.Train;
    IImageSource test = isShort ? data.Test.Subset(Enumerable.Range(0, 500)) : data.Test;
    AnsiConsole.MarkupLineInterpolated($"Fashion-MNIST from {data.Source}: {train.Count:N0} training and {test.Count:N0} test images\n");

    // 2. Network
    using DsCnnModel model = new ModelBuilder()
        .Name("fashion")
        .Input(channels: 1, height: 28, width: 28)
        .DsBlock(outChannels: 16, conv1Filters: 32, conv1Kernel: 3)
        .DsBlock(outChannels: 24, stride: 2)
        .DsBlock(outChannels: 24, residual: true)
        .DsBlock(outChannels: 40, stride: 2, kernel: 5)
        .GlobalAveragePool()
        .FullyConnected(10)
        .Softmax()
        .Build(CPU, seed: 1);
    AnsiConsole.Profile.Out.Writer.WriteLine(model.Summary());

    // 3. Training
    var options = new TrainerOptions
    {
        Epochs = isShort ? 1 : data.IsFull ? 2 : 5,
        BatchSize = 48,
        Optimizer = new AdamWOptions { LearningRate = 8e-3, WeightDecay = 0.05, Beta2 = 0.99 },
        Schedule = new CosineSchedule { WarmupShare = 0.2 },
        LabelSmoothing = 0.1,
        Augmentations = [new HorizontalFlip()],
        Seed = 1,
    };
    var watch = Stopwatch.StartNew();
    TrainingData split = train.Split(validationShare: 0.05, seed: 1);
    TrainingReport report = await new Trainer(model, options).FitAsync(split, new ConsoleProgress(), stop.Token);
    EvaluationResult result = model.Evaluate(test, cancellationToken: stop.Token);
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
        $"\nTest accuracy [bold]{result.Accuracy:0.0000}[/] on {result.Images:N0} images, after {watch.Elapsed.TotalSeconds:0} s at {report.ImagesPerSecond:0} images per second");

    // 4. One file with everything in it
    model.Save("fashion.safetensors");
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Saved fashion.safetensors, {new FileInfo("fashion.safetensors").Length:N0} bytes\n");

    // 5. Loaded back, it classifies
    using DsCnnModel loaded = DsCnnModel.Load("fashion.safetensors");
    int[] some = [0, 1, 2, 3, 4, 5];
    using (NewDisposeScope())
    using (no_grad())
    {
        (Tensor probabilities, Tensor classes) = loaded.forward(ImageBatch.Images(test, some, loaded.Preprocessing)).max(1);
        Gallery.Show(test, [.. some.Select(i => (i, loaded.Labels![(int)classes[i].item<long>()], (double)probabilities[i].item<float>()))]);
    }

    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. Nothing was saved.");
    return 130;
}
catch (Exception failure) when (failure is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or DllNotFoundException or TrainingDivergedException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
