using System.Globalization;

namespace DsCnn.Training;

/// <summary>The learning rates to try.</summary>
public sealed record LearningRateFinderOptions
{
    /// <summary>The lowest rate, positive. Default 1e-6.</summary>
    public double From { get; init => field = Check.Positive(value); } = 1e-6;

    /// <summary>The highest rate, positive and above <see cref="From"/>. Default 1.</summary>
    public double To { get; init => field = Check.Positive(value); } = 1;

    /// <summary>The number of updates, positive. Default 100.</summary>
    public int Steps { get; init => field = Check.Positive(value); } = 100;

    internal IEnumerable<string> Broken()
    {
        if (To <= From)
            yield return string.Create(CultureInfo.InvariantCulture, $"To must be above From, {From}. Received: {To}.");
    }
}
