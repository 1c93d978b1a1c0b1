namespace DsCnn.Data;

/// <summary>Random numbers from the symmetric beta distribution, as a ratio of gamma-distributed ones.</summary>
internal static class BetaDistribution
{
    /// <summary>A number from Beta(alpha, alpha), from 0 to 1.</summary>
    internal static double Draw(double alpha, Random random)
    {
        // Logarithms, because both numbers can be too small for a double if alpha is small.
        double difference = LogGamma(alpha, random) - LogGamma(alpha, random);
        return 1 / (1 + Math.Exp(-difference));
    }

    /// <summary>The logarithm of a gamma-distributed number with shape alpha (Marsaglia and Tsang 2000).</summary>
    private static double LogGamma(double alpha, Random random)
    {
        // Their method for shapes below 1: Gamma(a) = Gamma(a + 1) * U^(1/a).
        double boost = alpha < 1 ? Math.Log(random.NextPositive()) / alpha : 0;
        double d = (alpha < 1 ? alpha + 1 : alpha) - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = random.NextNormal();
            double v = 1 + (c * normal);
            if (v <= 0)
                continue;
            v = v * v * v;
            if (Math.Log(random.NextPositive()) < (0.5 * normal * normal) + d - (d * v) + (d * Math.Log(v)))
                return Math.Log(d * v) + boost;
        }
    }
}
