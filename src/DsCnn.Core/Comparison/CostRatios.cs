namespace DsCnn.Cost;

/// <summary>How many times less a network costs than another: 2 is half as much, 0.5 twice as much.</summary>
/// <remarks>A cost of 0 counts as 1, so that every ratio is a positive number.</remarks>
public sealed class CostRatios
{
    internal CostRatios(double parameters, double macs, double storedBytes, double peakActivationBytes) =>
        (Parameters, Macs, StoredBytes, PeakActivationBytes) = (parameters, macs, storedBytes, peakActivationBytes);

    /// <summary>The other's parameters over this one's.</summary>
    public double Parameters { get; }

    /// <summary>The other's multiply-accumulates over this one's.</summary>
    public double Macs { get; }

    /// <summary>The other's stored bytes over this one's, at the same precision.</summary>
    public double StoredBytes { get; }

    /// <summary>The other's peak of activations over this one's.</summary>
    public double PeakActivationBytes { get; }

    /// <summary>Compares two networks.</summary>
    /// <param name="cost">What the network costs.</param>
    /// <param name="baseline">What it is measured against.</param>
    /// <returns>The baseline's costs over the network's.</returns>
    internal static CostRatios Of(ModelCost cost, ModelCost baseline)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(baseline);
        return new CostRatios(
            Over(baseline.Parameters, cost.Parameters),
            Over(baseline.Macs, cost.Macs),
            Over(baseline.Float32Bytes, cost.Float32Bytes),
            Over(baseline.PeakActivationBytes, cost.PeakActivationBytes));
    }

    internal static double Over(long baseline, long cost) => (double)Math.Max(1, baseline) / Math.Max(1, cost);
}
