using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The gradients of some parameters in one piece of memory.</summary>
/// <param name="parameters">Whose.</param>
/// <param name="firstLayer">The first layer that has one of them, or -1 where one belongs to none.</param>
internal sealed class GradientBucket(OptimizedParameter[] parameters, int firstLayer) : IDisposable
{
    internal Tensor Numbers { get; } = empty(parameters.Sum(p => (long)p.Length), device: CPU).DetachFromDisposeScope();

    internal int FirstLayer => firstLayer;

    private Span<float> Memory => MemoryMarshal.Cast<byte, float>(Numbers.bytes);

    /// <summary>Copies the gradients of the last backward pass here.</summary>
    internal void Pack()
    {
        int start = 0;
        foreach (OptimizedParameter parameter in parameters)
        {
            parameter.CopyGradient(Memory.Slice(start, parameter.Length));
            start += parameter.Length;
        }
    }

    /// <summary>Copies the numbers over the gradients that were taken.</summary>
    internal void Unpack()
    {
        int start = 0;
        foreach (OptimizedParameter parameter in parameters)
        {
            parameter.ReplaceGradient(Memory.Slice(start, parameter.Length));
            start += parameter.Length;
        }
    }

    public void Dispose() => Numbers.Dispose();
}
