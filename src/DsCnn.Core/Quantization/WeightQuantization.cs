using System.Collections.Immutable;

namespace DsCnn.Quantization;

/// <summary>How the kernels of a convolution or the matrix of a fully connected layer are stored as bytes: real = scale of the filter x signed byte.</summary>
/// <remarks>
/// Symmetric and per output channel (Krishnamoorthi 2018, section 3): bytes from -127 to 127, zero is zero, and each filter or unit has its own scale,
/// so folding batch norms, which scale each filter differently, does no harm.
/// </remarks>
public sealed record WeightQuantization
{
    /// <summary>The largest signed byte that is used; -128 is not, for symmetry.</summary>
    internal const int MaxByte = 127;

    /// <summary>The name of the tensor in model files: <c>layers.0.conv_1.weight</c>.</summary>
    public required string Name { get; init => field = Check.Text(value); }

    /// <summary>The size of one step, for each filter or unit.</summary>
    public required ImmutableArray<float> Scales
    {
        get;
        init => field = value.IsDefaultOrEmpty
            ? throw new InvalidSpecException($"{nameof(Scales)} must hold a number for each filter. Received: none.", nameof(Scales))
            : [.. value.Select(scale => Check.Scale(scale))];
    }

    /// <summary>Whether both have the same name and scales.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(WeightQuantization? other) => other is not null && Name == other.Name && Scales.SequenceEqual(other.Scales);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Name);
        foreach (float scale in Scales)
            hash.Add(scale);
        return hash.ToHashCode();
    }
}
