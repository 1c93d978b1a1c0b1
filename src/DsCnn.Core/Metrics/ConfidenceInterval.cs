using System.Globalization;

namespace DsCnn.Metrics;

/// <summary>A confidence interval for a share measured on a sample, such as an accuracy on some images.</summary>
public sealed class ConfidenceInterval
{
    /// <summary>The quantile of the normal distribution that leaves 2.5 % on either side.</summary>
    private const double NormalQuantile = 1.959963984540054;

    internal ConfidenceInterval(double low, double high) => (Low, High) = (low, high);

    /// <summary>The lower end, 0 to 1.</summary>
    public double Low { get; }

    /// <summary>The upper end, 0 to 1.</summary>
    public double High { get; }

    /// <summary>Both ends in percent.</summary>
    /// <returns>A text such as <c>91.3 to 93.2 %</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * Low:0.0} to {100 * High:0.0} %");

    /// <summary>The interval that contains the true share for 95 % of all samples (Wilson 1927).</summary>
    /// <remarks>
    /// (p + z^2/2n ± z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n) with z = 1.96. Unlike p ± 1.96 standard errors, it is valid for few trials and for shares near 0 and 1:
    /// after 10 successes in 10 trials, everything from 0.72 up is still possible.
    /// </remarks>
    /// <param name="successes">The number of successes, at least 0.</param>
    /// <param name="trials">The number of trials, at least 1 and at least <paramref name="successes"/>.</param>
    /// <returns>The interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ConfidenceInterval Wilson(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        const double z2 = NormalQuantile * NormalQuantile;
        double share = (double)successes / trials;
        double middle = share + (z2 / (2 * trials));
        double spread = NormalQuantile * Math.Sqrt(((share * (1 - share)) + (z2 / (4 * trials))) / trials);
        double scale = 1 + (z2 / trials);

        // With no or only successes, rounding must not move the ends away from 0 and 1.
        return new ConfidenceInterval(successes == 0 ? 0 : (middle - spread) / scale, successes == trials ? 1 : (middle + spread) / scale);
    }
}
