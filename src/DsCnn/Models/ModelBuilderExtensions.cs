using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Creates networks from builders and specs.</summary>
public static class ModelBuilderExtensions
{
    /// <summary>Freezes the builder and creates the network, with random weights and in training mode.</summary>
    /// <param name="builder">Describes the network.</param>
    /// <param name="device">The device for its weights. Default: the CPU.</param>
    /// <param name="seed">The seed of the random weights; the same seed gives the same weights.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidOperationException">The builder has no input or no layer.</exception>
    public static DsCnnModel Build(this ModelBuilder builder, Device? device = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ToSpec().Build(device, seed);
    }

    /// <summary>Creates the network, with random weights and in training mode.</summary>
    /// <param name="spec">Describes the network.</param>
    /// <param name="device">The device for its weights. Default: the CPU.</param>
    /// <param name="seed">The seed of the random weights; the same seed gives the same weights.</param>
    /// <returns>The network.</returns>
    public static DsCnnModel Build(this ModelSpec spec, Device? device = null, int seed = 0) => new(spec, device, seed);
}
