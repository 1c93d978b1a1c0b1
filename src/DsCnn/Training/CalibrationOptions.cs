namespace DsCnn.Training;

/// <summary>The images on which a network's activations and gradients are measured, without training.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The maximum number of images, chosen at random. Default 1024.</summary>
    public int Images { get; init => field = Check.Positive(value); } = 1024;

    /// <summary>Images per batch, at least 2. Default 64.</summary>
    public int BatchSize { get; init => field = Check.Between(value, 2, int.MaxValue); } = 64;

    /// <summary>The seed of the selection. Default 0.</summary>
    public int Seed { get; init; }
}
