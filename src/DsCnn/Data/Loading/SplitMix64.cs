namespace DsCnn.Data;

/// <summary>Steele, Lea and Flood 2014: numbers from a counter, by a hash in which neighboring inputs give unrelated outputs.</summary>
internal static class SplitMix64
{
    /// <summary>The step of the counter.</summary>
    internal const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    internal static ulong Hash(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
