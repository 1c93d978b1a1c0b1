namespace DsCnn;

/// <summary>The range of most numbers: as many are cut off at each end.</summary>
/// <remarks>McKinstry et al. 2018 use 99.99. The numbers are counted in 2048 steps, so the range is that exact.</remarks>
public sealed record PercentileCalibration : CalibrationMethod
{
    /// <summary>How many percent of the numbers are kept, above 50 and at most 100. Default 99.99.</summary>
    public double Percentile
    {
        get;
        init => field = value is > 50 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Percentile), FormattableString.Invariant($"Percentile must be above 50 and at most 100. Received: {value}."));
    } = 99.99;

    internal override ValueRange Choose(ValueHistogram histogram)
    {
        double cut = (1 - (Percentile / 100)) / 2 * histogram.Total;
        int first = 0, last = ValueHistogram.Bins - 1;
        for (double below = histogram.Counts[first]; below <= cut && first < last; below += histogram.Counts[first])
            first++;
        for (double above = histogram.Counts[last]; above <= cut && first < last; above += histogram.Counts[last])
            last--;
        return new ValueRange(histogram.EdgeOf(first), histogram.EdgeOf(last + 1)).WithZero();
    }
}
