namespace DsCnn.Cost;

/// <summary>By what factor a network is cheaper than another: 2 means half the cost, 0.5 twice the cost.</summary>
/// <remarks>A cost of 0 counts as 1, so that every ratio is a positive number.</remarks>
public sealed class CostRatios
{
    internal CostRatios(double parameters, double macs, double storedBytes, double peakActivationBytes) =>
        (Parameters, Macs, StoredBytes, PeakActivationBytes) = (parameters, macs, storedBytes, peakActivationBytes);

    /// <summary>The baseline's parameters divided by the network's.</summary>
    public double Parameters { get; }

    /// <summary>The baseline's multiply-accumulates divided by the network's.</summary>
    public double Macs { get; }

    /// <summary>The baseline's stored bytes divided by the network's, at the same precision.</summary>
    public double StoredBytes { get; }

    /// <summary>The baseline's peak activation memory divided by the network's.</summary>
    public double PeakActivationBytes { get; }

    /// <summary>Compares two networks.</summary>
    /// <param name="cost">The cost of the network.</param>
    /// <param name="baseline">The cost of the network it is compared with.</param>
    /// <returns>The baseline's costs divided by the network's.</returns>
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
