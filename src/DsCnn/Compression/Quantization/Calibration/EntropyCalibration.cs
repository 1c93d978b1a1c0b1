namespace DsCnn;

/// <summary>The range that keeps the most of how the numbers are distributed: with the smallest Kullback-Leibler divergence.</summary>
/// <remarks>
/// Migacz 2017 (TensorRT), for ranges that need not be symmetric: P is the distribution with what is cut off put at the ends, Q the same in 256 steps, each step's
/// share spread over those of its parts that occur. Searched as by <see cref="MeanSquaredErrorCalibration"/>.
/// </remarks>
public sealed record EntropyCalibration : CalibrationMethod
{
    private const int Levels = ActivationQuantization.MaxByte + 1;

    internal override ValueRange Choose(ValueHistogram histogram) => RangeSearch.Smallest(histogram.Range, range => DivergenceOf(histogram, range));

    internal static double DivergenceOf(ValueHistogram histogram, ValueRange range)
    {
        int first = Math.Clamp(histogram.BinOf(range.Low), 0, ValueHistogram.Bins - 1);
        int last = Math.Clamp(histogram.BinOf(range.High), first, ValueHistogram.Bins - 1);
        ReadOnlySpan<double> inside = histogram.Counts.AsSpan(first, last - first + 1);
        double below = Sum(histogram.Counts.AsSpan(0, first)), above = Sum(histogram.Counts.AsSpan(last + 1));
        double insideTotal = histogram.Total - below - above;
        if (insideTotal == 0)
            return double.PositiveInfinity;

        double divergence = 0;
        for (int level = 0; level < Levels; level++)
        {
            int start = level * inside.Length / Levels, end = (level + 1) * inside.Length / Levels;
            ReadOnlySpan<double> step = inside[start..end];
            double share = Sum(step) / Math.Max(1, Occurring(step)) / insideTotal;
            for (int bin = start; bin < end; bin++)
            {
                double count = inside[bin] + (bin == 0 ? below : 0) + (bin == inside.Length - 1 ? above : 0);
                double p = count / histogram.Total;
                if (p > 0)
                    divergence += p * Math.Log(p / Math.Max(share, double.Epsilon));
            }
        }

        return divergence;
    }

    private static double Sum(ReadOnlySpan<double> counts)
    {
        double sum = 0;
        foreach (double count in counts)
            sum += count;
        return sum;
    }

    private static int Occurring(ReadOnlySpan<double> counts)
    {
        int occurring = 0;
        foreach (double count in counts)
            occurring += count > 0 ? 1 : 0;
        return occurring;
    }
}
