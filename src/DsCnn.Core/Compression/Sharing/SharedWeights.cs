using System.Collections.Immutable;

namespace DsCnn;

/// <summary>A network whose weights share few values. Its file is as long as before, but any packer makes it short.</summary>
public sealed record SharedWeights
{
    /// <summary>The network.</summary>
    public required ModelFile Model { get; init; }

    /// <summary>The tensors that have few values now.</summary>
    public required ImmutableArray<SharedTensor> Tensors { get; init; }

    /// <summary>The tensors that were left alone, and why.</summary>
    public required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>Whether both are of the same networks.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(SharedWeights? other) =>
        other is not null && Model == other.Model && Tensors.SequenceEqual(other.Tensors) && Skipped.SequenceEqual(other.Skipped);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Model, Tensors.Length, Skipped.Length);
}
