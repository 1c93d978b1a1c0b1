using System.Runtime.InteropServices;

namespace DsCnn.Data;

/// <summary>A random number generator that can be restarted for every image without allocating an object, unlike <see cref="Random"/>.</summary>
/// <remarks>
/// <see cref="SplitMix64"/>, whose output function also hashes seed, epoch and stream into the state, so that neighboring images get unrelated numbers.
/// </remarks>
internal sealed class ImageRandom : Random
{
    private const double UnitOfDouble = 1.0 / (1L << 53);

    private ulong _state;

    /// <summary>Restarts the generator for a seed, an epoch and a stream, such as an image's position in the epoch.</summary>
    internal void Restart(int seed, int epoch, long stream)
    {
        ulong state = SplitMix64.Hash(unchecked((uint)seed) + SplitMix64.GoldenGamma);
        state = SplitMix64.Hash(unchecked(state + (uint)epoch + SplitMix64.GoldenGamma));
        _state = SplitMix64.Hash(unchecked(state + (ulong)stream + SplitMix64.GoldenGamma));
    }

    public override int Next() => Next(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)Below((ulong)maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)Below((ulong)((long)maxValue - minValue)));
    }

    public override long NextInt64() => NextInt64(long.MaxValue);

    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Below((ulong)maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return unchecked(minValue + (long)Below((ulong)(maxValue - minValue)));
    }

    public override double NextDouble() => Sample();

    public override float NextSingle() => (NextBits() >> 40) * (1f / (1 << 24));

    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    public override void NextBytes(Span<byte> buffer)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(buffer);
        foreach (ref ulong word in words)
            word = NextBits();
        ulong rest = NextBits();
        foreach (ref byte last in buffer[(words.Length * sizeof(ulong))..])
        {
            last = (byte)rest;
            rest >>= 8;
        }
    }

    protected override double Sample() => (NextBits() >> 11) * UnitOfDouble;

    /// <summary>Multiplies instead of dividing (Lemire 2019); the bias of at most range / 2^64 is below anything visible in an image.</summary>
    private ulong Below(ulong range) => Math.BigMul(NextBits(), range, out _);

    private ulong NextBits()
    {
        _state = unchecked(_state + SplitMix64.GoldenGamma);
        return SplitMix64.Hash(_state);
    }
}
