namespace DsCnn;

/// <summary>A range of numbers.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    internal static ValueRange Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    internal ValueRange With(ValueRange other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    internal ValueRange WithZero() => With(new ValueRange(0, 0));
}
