namespace DsCnn.Memory;

/// <summary>The names of <see cref="MemoryMode"/> values.</summary>
internal static class MemoryModeNames
{
    /// <summary>"whole", "streamed" or "smallest".</summary>
    internal static string Name(this MemoryMode mode) => mode.ToString().ToLowerInvariant();
}
