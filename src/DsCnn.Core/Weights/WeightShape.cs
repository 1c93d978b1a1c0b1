namespace DsCnn.Weights;

/// <summary>The name and shape of one tensor of a model.</summary>
public sealed class WeightShape
{
    internal WeightShape(string name, IReadOnlyList<int> dimensions, WeightRole role) =>
        (Name, Dimensions, Role) = (name, dimensions, role);

    /// <summary>Its name, such as <c>layers.0.conv_1.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Its extents: filters x channels per group x rows x columns for a convolution.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>Its role.</summary>
    public WeightRole Role { get; }

    /// <summary>Whether it is trained by gradient descent and counted as parameters; running statistics are not.</summary>
    public bool IsParameter => Role is not (WeightRole.RunningMean or WeightRole.RunningVariance);

    /// <summary>The number of elements.</summary>
    public long Elements => Dimensions.Aggregate(1L, (product, extent) => checked(product * extent));
}
