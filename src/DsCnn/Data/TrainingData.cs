namespace DsCnn;

/// <summary>What a network is trained on.</summary>
/// <param name="train">The images it learns from.</param>
/// <param name="validation">Images it is measured on after every epoch, or null for none. They must not be the test images.</param>
/// <example><code>
/// (ImageSet train, _) = FashionMnist.Load();
/// TrainingData data = train.Split(validationShare: 0.1, seed: 1);
/// Console.WriteLine($"{data.Train.Count} images to train on, {data.Validation!.Count} to validate on");
/// </code></example>
public sealed class TrainingData(IImageSource train, IImageSource? validation = null)
{
    /// <summary>The images that the network learns from.</summary>
    public IImageSource Train { get; } = train;

    /// <summary>The images that it is measured on after every epoch, or null for none.</summary>
    public IImageSource? Validation { get; } = validation;
}
