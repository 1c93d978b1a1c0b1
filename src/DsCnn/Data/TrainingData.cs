namespace DsCnn;

/// <summary>The data that a network is trained on.</summary>
/// <param name="train">The images to train on.</param>
/// <param name="validation">Images to evaluate on after every epoch, or null for none. They must not be the test images.</param>
/// <example><code>
/// (ImageSet train, _) = FashionMnist.Load();
/// TrainingData data = train.Split(validationShare: 0.1, seed: 1);
/// Console.WriteLine($"{data.Train.Count} images to train on, {data.Validation!.Count} to validate on");
/// </code></example>
public sealed class TrainingData(IImageSource train, IImageSource? validation = null)
{
    /// <summary>The images to train on.</summary>
    public IImageSource Train { get; } = train;

    /// <summary>The images to evaluate on after every epoch, or null for none.</summary>
    public IImageSource? Validation { get; } = validation;
}
