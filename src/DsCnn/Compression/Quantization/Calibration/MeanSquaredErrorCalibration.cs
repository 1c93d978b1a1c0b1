namespace DsCnn;

/// <summary>The range with the smallest mean squared error of rounding and cutting off together.</summary>
/// <remarks>Banner et al. 2019; Nagel et al. 2021, section 3.1. Searched over a grid of 64 steps for each end, one end after the other.</remarks>
public sealed record MeanSquaredErrorCalibration : CalibrationMethod
{
    internal override ValueRange Choose(ValueHistogram histogram) => RangeSearch.Smallest(histogram.Range, range => ErrorOf(histogram, range));

    /// <summary>The sum of the squared errors, every number taken as the middle of its step.</summary>
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
            double value = histogram.CentreOf(bin);
            double rounded = scale * (Math.Clamp(Math.Round(value / scale) + zero, 0, ActivationQuantization.MaxByte) - zero);
            sum += count * (value - rounded) * (value - rounded);
        }

        return sum;
    }
}
