using System.Globalization;

namespace DsCnn.Metrics;

/// <summary>Between which numbers a share lies that was measured on a sample, such as an accuracy on some images.</summary>
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

    /// <summary>The interval that holds the true share in 95 % of all samples (Wilson 1927).</summary>
    /// <remarks>
    /// (p + z^2/2n ± z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n) with z = 1.96. Unlike p ± 1.96 standard errors it is right for few trials and for shares near 0 and 1:
    /// 10 right of 10 still leaves everything from 0.72 on possible.
    /// </remarks>
    /// <param name="successes">How many of the trials were right, at least 0.</param>
    /// <param name="trials">How many there were, at least 1 and at least <paramref name="successes"/>.</param>
    /// <returns>The interval.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is none of these.</exception>
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

        // Where none or all were right, rounding must not leave the ends beside 0 and 1.
        return new ConfidenceInterval(successes == 0 ? 0 : (middle - spread) / scale, successes == trials ? 1 : (middle + spread) / scale);
    }
}
