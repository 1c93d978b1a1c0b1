namespace DsCnn.Training;

/// <summary>How the loss goes as the learning rate grows.</summary>
public sealed record LearningRateCurve
{
    /// <summary>A point per update, from the lowest rate on; it ends early where the loss explodes.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>The rate at which the loss falls most steeply over the logarithm of the rate, or null where it never falls.</summary>
    public double? Suggestion
    {
        get
        {
            // Over a tenth of the curve: from one point to the next, chance decides.
            int distance = Math.Max(1, Points.Count / 10);
            (double Slope, double Rate)[] slopes = [.. Points.Zip(Points.Skip(distance), (a, b) =>
                ((b.Loss - a.Loss) / Math.Log(b.LearningRate / a.LearningRate), b.LearningRate))];
            return slopes.Length > 0 && slopes.Min() is { Slope: < 0, Rate: var rate } ? rate : null;
        }
    }

    /// <summary>Whether both hold the same points.</summary>
    /// <param name="other">The other curve.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(LearningRateCurve? other) => other is not null && Points.SequenceEqual(other.Points);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Points.Count, Points.Count > 0 ? Points[0] : null);
}
