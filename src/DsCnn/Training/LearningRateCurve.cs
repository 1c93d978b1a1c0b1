namespace DsCnn.Training;

/// <summary>How the loss changes as the learning rate increases.</summary>
public sealed class LearningRateCurve
{
    internal LearningRateCurve()
    {
    }

    /// <summary>One point per update, from the lowest rate up; the curve ends early if the loss explodes.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; internal init; } = [];

    /// <summary>The rate at which the loss falls most steeply over the logarithm of the rate, or null if it never falls.</summary>
    public double? Suggestion
    {
        get
        {
            // Over a tenth of the curve, because the difference between neighboring points is mostly noise.
            int distance = Math.Max(1, Points.Count / 10);
            (double Slope, double Rate)[] slopes = [.. Points.Zip(Points.Skip(distance), (a, b) =>
                ((b.Loss - a.Loss) / Math.Log(b.LearningRate / a.LearningRate), b.LearningRate))];
            return slopes.Length > 0 && slopes.Min() is { Slope: < 0, Rate: var rate } ? rate : null;
        }
    }
}
