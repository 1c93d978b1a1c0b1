namespace DsCnn.Inference;

/// <summary>What the engine in C# is like on this machine.</summary>
public static class ManagedEngine
{
    /// <summary>The instructions that it computes with here, such as <c>avx512-avxvnni</c>, <c>avx2</c>, <c>neon-dp</c>, <c>vector128</c> or <c>scalar</c>: the fastest set that the processor and the runtime have.</summary>
    public static string Instructions => KernelSet.Best.Name;
}
