namespace DsCnn;

/// <summary>A value that is worth keeping as bytes.</summary>
/// <param name="Name">Which.</param>
/// <param name="IsGate">Whether it is a sigmoid's, from 0 to 1 whatever the images are.</param>
/// <param name="SameAs">The value whose bytes it consists of, as a maximum does, or null.</param>
internal sealed record QuantizedValue(string Name, bool IsGate = false, string? SameAs = null);
