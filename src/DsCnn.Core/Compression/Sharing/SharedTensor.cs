namespace DsCnn;

/// <summary>A tensor whose numbers share few values.</summary>
public sealed record SharedTensor
{
    /// <summary>Its name in model files.</summary>
    public required string Name { get; init; }

    /// <summary>How many values there are.</summary>
    public required int Values { get; init; }

    /// <summary>The root of the mean square of the changes over that of the numbers.</summary>
    public required double RelativeError { get; init; }
}
