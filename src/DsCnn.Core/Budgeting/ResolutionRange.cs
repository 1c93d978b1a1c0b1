using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>The image heights that a search tries, in pixels: <c>from, from + step, ...</c> up to <c>to</c>.</summary>
public sealed record ResolutionRange
{
    private const int MostValues = 1000;

    /// <summary>Describes a range.</summary>
    /// <param name="from">The smallest height, positive.</param>
    /// <param name="to">The upper limit, which is tried only if a step lands on it.</param>
    /// <param name="step">The distance between heights, positive. The range may contain up to 1,000 heights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ResolutionRange(int from, int to, int step)
    {
        From = Check.Between(from, 1, Check.MaxExtent, nameof(from));
        To = Check.Between(to, from, Check.MaxExtent, nameof(to));
        Step = Check.Between(step, Math.Max(1, (to - from + MostValues - 2) / (MostValues - 1)), Check.MaxExtent, nameof(step));
    }

    /// <summary>The smallest height.</summary>
    public int From { get; }

    /// <summary>The upper limit.</summary>
    public int To { get; }

    /// <summary>The distance between heights.</summary>
    public int Step { get; }

    /// <summary>The heights, ascending.</summary>
    public ImmutableArray<int> Values => [.. Enumerable.Range(0, ((To - From) / Step) + 1).Select(i => From + (i * Step))];
}
