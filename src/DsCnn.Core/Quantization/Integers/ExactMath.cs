namespace DsCnn.Quantization.Integers;

/// <summary>Functions made of additions, multiplications and divisions in double precision only, which give the same bits on every processor and with every library.</summary>
internal static class ExactMath
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x to about 1e-15 of its size.</summary>
    internal static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 709)
            return double.PositiveInfinity;
        if (x < -708)
            return 0;

        // e^x = 2^n e^r with |r| of at most ln(2) / 2, and 14 terms of e^r's series.
        double n = Math.Round(x * Log2E);
        double r = (x - (n * Ln2High)) - (n * Ln2Low);
        double sum = 1;
        for (int term = 14; term >= 1; term--)
            sum = 1 + (sum * r / term);
        return Math.ScaleB(sum, (int)n);
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
        _ => throw new NotSupportedException($"There is no table for {kind}."),
    };
}
