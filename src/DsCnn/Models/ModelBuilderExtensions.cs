using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Makes a network from a builder or a spec.</summary>
public static class ModelBuilderExtensions
{
    /// <summary>Freezes the builder and makes the network, with random weights and in training mode.</summary>
    /// <param name="builder">Describes the network.</param>
    /// <param name="device">Where its weights live. Default: the CPU.</param>
    /// <param name="seed">Where the random weights start from; the same seed gives the same weights.</param>
    /// <returns>The network.</returns>
    /// <exception cref="InvalidOperationException">The builder has no input or no layer.</exception>
    public static DsCnnModel Build(this ModelBuilder builder, Device? device = null, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ToSpec().Build(device, seed);
    }

    /// <summary>Makes the network, with random weights and in training mode.</summary>
    /// <param name="spec">Describes the network.</param>
    /// <param name="device">Where its weights live. Default: the CPU.</param>
    /// <param name="seed">Where the random weights start from; the same seed gives the same weights.</param>
    /// <returns>The network.</returns>
    public static DsCnnModel Build(this ModelSpec spec, Device? device = null, int seed = 0) => new(spec, device, seed);
}
