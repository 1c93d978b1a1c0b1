namespace DsCnn;

/// <summary>How often a value had which numbers, counted in equal steps over its range.</summary>
internal sealed class ValueHistogram(ValueRange range)
{
    internal const int Bins = 2048;

    /// <summary>From the smallest to the largest number, 0 included.</summary>
    internal ValueRange Range { get; } = range.WithZero();

    internal double[] Counts { get; } = new double[Bins];

    internal double Total { get; private set; }

    private double Step => (Range.High - Range.Low) / Bins;

    internal void Add(ReadOnlySpan<float> counts)
    {
        for (int bin = 0; bin < Bins; bin++)
        {
            Counts[bin] += counts[bin];
            Total += counts[bin];
        }
    }

    /// <summary>Where a step begins.</summary>
    internal double EdgeOf(int bin) => Range.Low + (bin * Step);

    internal double CentreOf(int bin) => Range.Low + ((bin + 0.5) * Step);

    internal int BinOf(double value) => (int)Math.Floor((value - Range.Low) / Step);
}
