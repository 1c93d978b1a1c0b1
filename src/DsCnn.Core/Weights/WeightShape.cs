namespace DsCnn.Weights;

/// <summary>The name and shape of one tensor that a model consists of.</summary>
/// <param name="Name">Its name, such as <c>layers.0.conv_1.weight</c>.</param>
/// <param name="Dimensions">Its extents: filters x channels per group x rows x columns for a convolution.</param>
/// <param name="Role">What it is for.</param>
public sealed record WeightShape(string Name, IReadOnlyList<int> Dimensions, WeightRole Role)
{
    /// <summary>Whether it is trained by gradient descent, and counted as parameters; running statistics are not.</summary>
    public bool IsParameter => Role is not (WeightRole.RunningMean or WeightRole.RunningVariance);

    /// <summary>How many numbers it holds.</summary>
    public long Elements => Dimensions.Aggregate(1L, (product, extent) => checked(product * extent));

    /// <summary>Whether both name a tensor of the same shape and role.</summary>
    /// <param name="other">The other tensor.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(WeightShape? other) =>
        other is not null && Name == other.Name && Role == other.Role && Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Role, Dimensions.Count);
}
