namespace DsCnn.Inference;

/// <summary>Properties of the managed engine on this machine.</summary>
public static class ManagedEngine
{
    /// <summary>The instruction set that it uses, such as <c>avx512-avxvnni</c>, <c>avx2</c>, <c>neon-dp</c>, <c>vector128</c> or <c>scalar</c>: the fastest one that the processor and the runtime support.</summary>
    public static string Instructions => KernelSet.Best.Name;

    /// <summary>Computes how much memory a network takes while it runs, in addition to its weights. Needs no weights, and runs nothing.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing.</param>
    /// <param name="threads">The number of threads that share an image, or null for the number of processors available to this process.</param>
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

/// <summary>The memory of the managed engine while it runs a network. Maps are in an arena, where those that are not needed at the same time share memory.</summary>
/// <param name="ArenaBytes">The size of one arena; there is one for each image that is computed at the same time.</param>
/// <param name="ScratchBytes">The additional memory of each thread.</param>
public readonly record struct EngineMemory(long ArenaBytes, long ScratchBytes);
