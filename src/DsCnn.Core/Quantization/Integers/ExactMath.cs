namespace DsCnn.Quantization.Integers;

/// <summary>Functions that use only additions, multiplications and divisions in double precision, which give the same bits on every processor and with every library.</summary>
internal static class ExactMath
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const int DoubleBias = 1023;
    private const int DoubleMantissa = 52;

    /// <summary>1 / 14!, 1 / 13!, ... 1 / 0!.</summary>
    private static ReadOnlySpan<double> InverseFactorials =>
    [
        1 / 87178291200.0, 1 / 6227020800.0, 1 / 479001600.0, 1 / 39916800.0, 1 / 3628800.0, 1 / 362880.0, 1 / 40320.0, 1 / 5040.0, 1 / 720.0, 1 / 120.0, 1 / 24.0, 1 / 6.0, 1 / 2.0, 1, 1,
    ];

    /// <summary>e^x with a relative error of about 1e-15.</summary>
    internal static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 709)
            return double.PositiveInfinity;
        if (x < -708)
            return 0;

        // e^x = 2^n e^r with |r| of at most ln(2) / 2, and 14 terms of the series of e^r.
        double n = Math.Round(x * Log2E);
        double r = (x - (n * Ln2High)) - (n * Ln2Low);
        double sum = 0;
        foreach (double factor in InverseFactorials)
            sum = (sum * r) + factor;
        return sum * BitConverter.Int64BitsToDouble(((long)n + DoubleBias) << DoubleMantissa);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    internal static double Logistic(double x) => 1 / (1 + Exp(-x));

    /// <summary>An activation.</summary>
    internal static double Apply(Activation kind, double x, double beta) => kind switch
    {
        Activation.Swish => x * Logistic(beta * x),
        Activation.Relu => Math.Max(x, 0),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        Activation.Sigmoid => Logistic(x),
        Activation.HardSigmoid => Math.Clamp(x + 3, 0, 6) / 6,
        _ => throw new NotSupportedException($"There is no table for {kind}."),
    };
}
