namespace DsCnn.Onnx;

/// <summary>The images on which an exported network is compared with the original.</summary>
public sealed record OnnxVerificationOptions
{
    /// <summary>The number of batches of random images. Default 8.</summary>
    public int Batches { get; init => field = Check.Positive(value); } = 8;

    /// <summary>The number of images per batch; if the file was written for a fixed number, that number. Default 4.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 4;

    /// <summary>
    /// For networks with independent outputs, as after a sigmoid, the value at which each output means yes; null if the largest output is the answer. Default null.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>The seed of the random images. Default 0.</summary>
    public int Seed { get; init; }
}
