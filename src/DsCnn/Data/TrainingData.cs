namespace DsCnn;

/// <summary>What a network is trained on.</summary>
/// <param name="Train">The images it learns from.</param>
/// <param name="Validation">Images it is measured on after every epoch, or null for none. They must not be the test images.</param>
public sealed record TrainingData(IImageSource Train, IImageSource? Validation = null);
