namespace DsCnn.Quantization;

/// <summary>How the range of a value is chosen from its numbers on the calibration images: a narrower range clips more, a wider one rounds more coarsely.</summary>
public abstract record CalibrationMethod
{
    private protected CalibrationMethod()
    {
    }

    /// <summary>From the smallest to the largest number that occurred: nothing is clipped.</summary>
    public static CalibrationMethod MinMax { get; } = new MinMaxCalibration();

    /// <summary>The range with the smallest mean squared error of rounding and clipping together (Banner et al. 2019; Nagel et al. 2021, section 3.1).</summary>
    public static CalibrationMethod MeanSquaredError { get; } = new MeanSquaredErrorCalibration();

    /// <summary>The range that best preserves the distribution of the numbers: with the smallest Kullback-Leibler divergence (Migacz 2017).</summary>
    public static CalibrationMethod Entropy { get; } = new EntropyCalibration();

    /// <summary>The range of most numbers: the same share is clipped at each end. McKinstry et al. 2018 use 99.99.</summary>
    /// <param name="percent">The percentage of the numbers that are kept, above 50 and at most 100.</param>
    /// <returns>The method.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The percentage is out of range.</exception>
    public static CalibrationMethod Percentile(double percent = PercentileCalibration.Usual) => new PercentileCalibration { Percent = percent };

    /// <summary>Whether more is needed than the smallest and the largest number.</summary>
    internal virtual bool NeedsHistogram => true;

    /// <summary>Chooses the range, which includes 0.</summary>
    internal abstract ValueRange Choose(ValueHistogram histogram);
}

/// <summary>From the smallest to the largest number that occurred: nothing is clipped.</summary>
internal sealed record MinMaxCalibration : CalibrationMethod
{
    internal override bool NeedsHistogram => false;

    internal override ValueRange Choose(ValueHistogram histogram) => histogram.Range;
}

/// <summary>The range of most numbers: the same share is clipped at each end.</summary>
/// <remarks>McKinstry et al. 2018 use 99.99. The numbers are counted in 2048 bins, which limits the precision of the range.</remarks>
internal sealed record PercentileCalibration : CalibrationMethod
{
    internal const double Usual = 99.99;

    /// <summary>The percentage of the numbers that are kept, above 50 and at most 100. Default 99.99.</summary>
    public double Percent
    {
        get;
        init => field = value is > 50 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Percent), FormattableString.Invariant($"Percent must be above 50 and at most 100. Received: {value}."));
    } = Usual;

    internal override ValueRange Choose(ValueHistogram histogram)
    {
        double cut = (1 - (Percent / 100)) / 2 * histogram.Total;
        int first = 0, last = ValueHistogram.Bins - 1;
        for (double below = histogram.Counts[first]; below <= cut && first < last; below += histogram.Counts[first])
            first++;
        for (double above = histogram.Counts[last]; above <= cut && first < last; above += histogram.Counts[last])
            last--;
        return new ValueRange(histogram.EdgeOf(first), histogram.EdgeOf(last + 1)).WithZero();
    }
}

/// <summary>The range that best preserves the distribution of the numbers: with the smallest Kullback-Leibler divergence.</summary>
/// <remarks>
/// Migacz 2017 (TensorRT), for ranges that need not be symmetric: P is the distribution with the clipped numbers moved to the ends, Q the same in 256 steps, each step's
/// share spread over those of its bins that occur. The search is that of <see cref="MeanSquaredErrorCalibration"/>.
/// </remarks>
internal sealed record EntropyCalibration : CalibrationMethod
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

/// <summary>The range with the smallest mean squared error of rounding and clipping together.</summary>
/// <remarks>Banner et al. 2019; Nagel et al. 2021, section 3.1. Searched over a grid of 64 steps for each end, one end after the other.</remarks>
internal sealed record MeanSquaredErrorCalibration : CalibrationMethod
{
    internal override ValueRange Choose(ValueHistogram histogram) => RangeSearch.Smallest(histogram.Range, range => ErrorOf(histogram, range));

    /// <summary>The sum of the squared errors, with every number at the middle of its bin.</summary>
    internal static double ErrorOf(ValueHistogram histogram, ValueRange range)
    {
        double scale = (range.High - range.Low) / ActivationQuantization.MaxByte;
        double zero = Math.Round(-range.Low / scale);
        double sum = 0;
        for (int bin = 0; bin < ValueHistogram.Bins; bin++)
        {
            double count = histogram.Counts[bin];
            if (count == 0)
                continue;
            double value = histogram.CenterOf(bin);
            double rounded = scale * (Math.Clamp(Math.Round(value / scale) + zero, 0, ActivationQuantization.MaxByte) - zero);
            sum += count * (value - rounded) * (value - rounded);
        }

        return sum;
    }
}
