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

    /// <summary>Bytes of a microcontroller's RAM as int8 in C (<see cref="MemoryPlan.ArenaBytes"/>), maps kept as the target says; null where the target does not limit it.</summary>
    public long? RamBytes { get; init; }

    /// <summary>Bytes of a microcontroller's flash as int8 in C (<see cref="MemoryPlan.FlashBytes"/>); null where the target does not limit it.</summary>
    public long? FlashBytes { get; init; }

    /// <summary>Share of the validation images classified correctly, or mean average precision of a network that ends in a sigmoid; null where there are none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Images per second, one at a time, or null where that was not measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Counts a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="accuracy">How well it does, or null where that was not measured.</param>
    /// <param name="imagesPerSecond">How fast it is, or null where that was not measured.</param>
    /// <param name="memory">How maps are kept on a microcontroller, or null where that does not matter.</param>
    /// <returns>The figures.</returns>
    internal static CompressionFigures Of(ModelFile model, double? accuracy, double? imagesPerSecond = null, MemoryMode? memory = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCost cost = model.Spec.Cost;
        MemoryPlan? plan = memory is not { } mode ? null : model.Quantization is null ? MemoryPlan.OfInt8(model.Spec, mode) : MemoryPlan.Of(model.Spec, mode, model.Quantization);
        return new CompressionFigures
        {
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            FileBytes = model.FileBytes(),
            PackedBytes = model.PackedBytes(),
            WeightBytes = model.WeightBytes(),
            RamBytes = plan?.ArenaBytes,
            FlashBytes = plan?.FlashBytes,
            Accuracy = accuracy,
            ImagesPerSecond = imagesPerSecond,
        };
    }
}
