namespace DsCnn.Compression;

/// <summary>What a network costs and how well it does, at one point of a compression.</summary>
public sealed class CompressionFigures
{
    /// <summary>Trained numbers (<see cref="ModelCost.Parameters"/>).</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates for one image (<see cref="ModelCost.Macs"/>).</summary>
    public required long Macs { get; init; }

    /// <summary>Bytes of the model file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the model file after Brotli.</summary>
    public required long PackedBytes { get; init; }

    /// <summary>Bytes of the weights as they are computed with: 4 each, or 1 with a scale of 4 for each filter where they are int8 (<see cref="ModelFile.Quantization"/>).</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Share of the validation images classified correctly, or mean average precision of a network that ends in a sigmoid; null where there are none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Images per second, one at a time, or null where that was not measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Counts a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="accuracy">How well it does, or null where that was not measured.</param>
    /// <param name="imagesPerSecond">How fast it is, or null where that was not measured.</param>
    /// <returns>The figures.</returns>
    internal static CompressionFigures Of(ModelFile model, double? accuracy, double? imagesPerSecond = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCost cost = model.Spec.Cost;
        return new CompressionFigures
        {
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            FileBytes = model.FileBytes(),
            PackedBytes = model.PackedBytes(),
            WeightBytes = model.WeightBytes(),
            Accuracy = accuracy,
            ImagesPerSecond = imagesPerSecond,
        };
    }
}
