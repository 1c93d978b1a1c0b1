namespace DsCnn;

/// <summary>What a network costs and how well it does, at one point of a compression.</summary>
public sealed record CompressionFigures
{
    /// <summary>Trained numbers (<see cref="ModelCost.Parameters"/>).</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulates for one image (<see cref="ModelCost.Macs"/>).</summary>
    public required long Macs { get; init; }

    /// <summary>Bytes of the model file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the model file after Brotli.</summary>
    public required long PackedBytes { get; init; }

    /// <summary>Share of the validation images classified correctly, or null where there are none.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Counts a network.</summary>
    /// <param name="model">The network.</param>
    /// <param name="accuracy">How well it does, or null where that was not measured.</param>
    /// <returns>The figures.</returns>
    public static CompressionFigures Of(ModelFile model, double? accuracy)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCost cost = model.Spec.Cost;
        return new CompressionFigures
        {
            Parameters = cost.Parameters,
            Macs = cost.Macs,
            FileBytes = model.FileBytes(),
            PackedBytes = model.PackedBytes(),
            Accuracy = accuracy,
        };
    }
}
