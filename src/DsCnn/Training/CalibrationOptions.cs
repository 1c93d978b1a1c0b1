namespace DsCnn.Training;

/// <summary>How many images a network is shown to learn about its activations and gradients, without training.</summary>
public sealed record CalibrationOptions
{
    /// <summary>At most how many images, drawn at random. Default 1024.</summary>
    public int Images { get; init => field = Check.Positive(value); } = 1024;

    /// <summary>Images per step, at least 2. Default 64.</summary>
    public int BatchSize { get; init => field = Check.Between(value, 2, int.MaxValue); } = 64;

    /// <summary>Decides which images. Default 0.</summary>
    public int Seed { get; init; }
}
