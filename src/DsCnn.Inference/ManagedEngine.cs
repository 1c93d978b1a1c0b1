namespace DsCnn.Inference;

/// <summary>What the engine in C# is like on this machine.</summary>
public static class ManagedEngine
{
    /// <summary>The instructions that it computes with here, such as <c>avx512-avxvnni</c>, <c>avx2</c>, <c>neon-dp</c>, <c>vector128</c> or <c>scalar</c>: the fastest set that the processor and the runtime have.</summary>
    public static string Instructions => KernelSet.Best.Name;

    /// <summary>Finds out how much memory a network takes while it runs here, beside its weights. Needs no weights, and runs nothing.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="quantization">What of it is kept as bytes, or null for nothing.</param>
    /// <param name="threads">How many threads share an image, or null for as many as there are processors for this process.</param>
    /// <returns>The sizes.</returns>
    /// <exception cref="NotSupportedException">A map is too large for this engine.</exception>
    public static EngineMemory MemoryOf(ModelSpec spec, QuantizationSpec? quantization = null, int? threads = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (threads is { } count)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(threads));
        var network = CompiledNetwork.OfSizes(spec, quantization, Math.Min(threads ?? int.MaxValue, Environment.ProcessorCount));
        return new EngineMemory(network.ArenaBytes, network.ScratchBytes);
    }
}

/// <summary>Memory of the engine in C# while it runs a network. Maps live in an arena, where those that are not needed at the same time share their place.</summary>
/// <param name="ArenaBytes">One arena for each image that is computed at the same time.</param>
/// <param name="ScratchBytes">What each thread needs beside.</param>
public readonly record struct EngineMemory(long ArenaBytes, long ScratchBytes);
