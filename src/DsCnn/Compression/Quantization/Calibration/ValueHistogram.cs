namespace DsCnn.Quantization;

/// <summary>A histogram of a value's numbers, with bins of equal width over its range.</summary>
internal sealed class ValueHistogram(ValueRange range)
{
    internal const int Bins = 2048;

    /// <summary>From the smallest to the largest number, including 0.</summary>
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

    /// <summary>The lower edge of a bin.</summary>
    internal double EdgeOf(int bin) => Range.Low + (bin * Step);

    internal double CenterOf(int bin) => Range.Low + ((bin + 0.5) * Step);

    internal int BinOf(double value) => (int)Math.Floor((value - Range.Low) / Step);
}

/// <summary>A range of numbers.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    internal static ValueRange Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    internal ValueRange With(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    internal ValueRange WithZero() => With(new ValueRange(0, 0));
}
