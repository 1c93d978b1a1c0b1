namespace DsCnn.Memory;

/// <summary>The words for <see cref="MemoryMode"/>.</summary>
internal static class MemoryModeNames
{
    /// <summary>"whole", "streamed" or "smallest".</summary>
    internal static string Name(this MemoryMode mode) => mode.ToString().ToLowerInvariant();
}
