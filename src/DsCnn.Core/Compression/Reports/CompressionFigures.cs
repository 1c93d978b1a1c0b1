namespace DsCnn.Compression;

/// <summary>The cost and the accuracy of a network at one point of a compression.</summary>
public sealed class CompressionFigures
{
    /// <summary>The number of trained parameters (<see cref="ModelCost.Parameters"/>).</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates for one image (<see cref="ModelCost.Macs"/>).</summary>
    public required long Macs { get; init; }

    /// <summary>The size of the model file in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The size in bytes of the model file compressed with Brotli.</summary>
    public required long PackedBytes { get; init; }

    /// <summary>The size in bytes of the weights during computation: 4 each, or 1 each plus a 4-byte scale per filter for int8 (<see cref="ModelFile.Quantization"/>).</summary>
    public required long WeightBytes { get; init; }

    /// <summary>RAM in bytes that int8 C code uses on a microcontroller (<see cref="MemoryPlan.ArenaBytes"/>), with maps kept as the target specifies; null if the target does not limit it.</summary>
    public long? RamBytes { get; init; }

    /// <summary>Flash in bytes that int8 C code uses on a microcontroller (<see cref="MemoryPlan.FlashBytes"/>); null if the target does not limit it.</summary>
    public long? FlashBytes { get; init; }

    /// <summary>The share of validation images classified correctly, or the mean average precision of a network that ends in a sigmoid; null without validation images.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Images per second, one at a time, or null if not measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Computes the figures of a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="accuracy">Its accuracy, or null if not measured.</param>
    /// <param name="imagesPerSecond">Its speed, or null if not measured.</param>
    /// <param name="memory">How maps are kept on a microcontroller, or null if that does not matter.</param>
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
