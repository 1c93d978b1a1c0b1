using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>The factors of width or depth that a search tries: <c>from, from + step, ...</c> up to <c>to</c>.</summary>
public sealed record ScaleRange
{
    private const double Smallest = 0.001;
    private const double Largest = 100;
    private const int Decimals = 9;
    private const int MostValues = 1000;

    /// <summary>Describes a range.</summary>
    /// <param name="from">The smallest factor, from 0.001 to 100.</param>
    /// <param name="to">The upper limit, from <paramref name="from"/> to 100, which is tried only if a step lands on it.</param>
    /// <param name="step">The distance between factors, from 0.001 to 100. The range may contain up to 1,000 factors.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ScaleRange(double from, double to, double step)
    {
        From = Check.Between(from, Smallest, Largest, nameof(from));
        To = Check.Between(to, from, Largest, nameof(to));
        Step = Check.Between(step, Math.Max(Smallest, (to - from) / (MostValues - 1)), Largest, nameof(step));
    }

    /// <summary>The smallest factor.</summary>
    public double From { get; }

    /// <summary>The upper limit.</summary>
    public double To { get; }

    /// <summary>The distance between factors.</summary>
    public double Step { get; }

    /// <summary>The factors, ascending, rounded to nine decimals so that steps of 0.05 land on 1 exactly.</summary>
    public ImmutableArray<double> Values =>
    [
        .. Enumerable.Range(0, (int)Math.Floor(Math.Round((To - From) / Step, Decimals)) + 1)
            .Select(i => Math.Round(From + (i * Step), Decimals)),
    ];

    /// <summary>A range with a single factor: this dimension is not searched.</summary>
    /// <param name="factor">The factor, from 0.001 to 100; 1 keeps the table as it is.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The factor is out of its range.</exception>
    public static ScaleRange Only(double factor) => new(factor, factor, 1);
}
