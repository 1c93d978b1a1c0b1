namespace DsCnn.Training;

/// <summary>How the loss goes as the learning rate grows.</summary>
public sealed class LearningRateCurve
{
    internal LearningRateCurve()
    {
    }

    /// <summary>A point per update, from the lowest rate on; it ends early where the loss explodes.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; internal init; } = [];

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
}
