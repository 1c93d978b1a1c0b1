using DsCnn;
using DsCnn.Data;
using DsCnn.Training;
using static TorchSharp.torch;

if (args is not [string folder, .. string[] rest] || rest.Length > 1 || !int.TryParse(rest.FirstOrDefault() ?? "20", out int epochs) || epochs < 1)
{
    Console.Error.WriteLine("Usage: ImageClassifier FOLDER [EPOCHS]. The folder holds CLASS/*.jpg, or train/CLASS/*.jpg and test/CLASS/*.jpg.");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    // 1. The images, all brought to one size
    ImageDataSet images = ImageDataSet.Open(folder, new ImageFolderOptions { Height = 1064, Width = 1064 }, cancellationToken: stop.Token);
    Console.WriteLine($"{images.Train.Count} training images of {string.Join(", ", images.Train.ClassNames)}");

    // 2. The network, and what it costs
    using DsCnnModel model = Presets.Find("ds-small")
        .ToSpec(images.Train.ClassNames.Count, images.Train.Shape)
        .Build(cuda.is_available() ? CUDA : CPU, seed: 1);
    Console.WriteLine(model.Summary());

    // 3. Training; a tenth of the images only says which epoch was best
    var options = new TrainerOptions
    {
        Epochs = epochs,
        BatchSize = 32,
        Optimizer = new AdamWOptions { LearningRate = 3e-3, WeightDecay = 0.01 },
        Schedule = new CosineSchedule { WarmupShare = 0.1 },
        LabelSmoothing = 0.1,
        Augmentations = [new HorizontalFlip()],
        Seed = 1,
    };
    await new Trainer(model, options).FitAsync(images.ForTraining(validationShare: 0.1, seed: 1), new ConsoleProgress(), stop.Token);

    // 4. The test images, once
    if (images.Test is not null)
        Console.WriteLine($"test accuracy {model.Evaluate(images.Test, cancellationToken: stop.Token).Accuracy:P1}");

    // 5. For more training, and for services
    model.Save("model.safetensors");
    OnnxExporter.Export(model, "model.onnx");
    Console.WriteLine("saved model.safetensors and model.onnx");
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
