namespace DsCnn.Onnx;

/// <summary>On what an exported network is compared with the original.</summary>
public sealed record OnnxVerificationOptions
{
    /// <summary>How many batches of random images. Default 8.</summary>
    public int Batches { get; init => field = Check.Positive(value); } = 8;

    /// <summary>How many images a batch has; what the file was written for, where that is a fixed number. Default 4.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 4;

    /// <summary>
    /// For networks whose outputs stand by themselves, as after a sigmoid, from which value on each says yes; null where the largest output is the answer. Default null.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>Where the random images start from. Default 0.</summary>
    public int Seed { get; init; }
}
