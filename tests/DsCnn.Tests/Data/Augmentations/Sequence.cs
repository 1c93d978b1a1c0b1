namespace DsCnn.Tests;

/// <summary>Numbers chosen by a test, in the place of random ones: each from 0 to below 1, scaled to what is asked for.</summary>
internal sealed class Sequence(params double[] numbers) : Random
{
    private int _next;

    public override double NextDouble() => numbers[_next++];

    public override int Next(int maxValue) => (int)(NextDouble() * maxValue);

    public override int Next(int minValue, int maxValue) => minValue + Next(maxValue - minValue);
}
