using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Helpers for the gradients of maps in backward passes.</summary>
internal static class GradientMaps
{
    /// <summary>A gradient in the type and memory layout of the map it belongs to; the caller disposes it, even if it is the same tensor.</summary>
    internal static Tensor Arranged(Tensor gradient, Tensor map)
    {
        Tensor typed = gradient.dtype == map.dtype ? gradient : gradient.to(map.dtype);
        if (MapView.CanView(typed))
            return typed;
        Tensor arranged = typed.ChannelsInnermost();
        if (!ReferenceEquals(typed, gradient))
            typed.Dispose();
        return arranged;
    }

    /// <summary>Computes gradients that can themselves be differentiated, using torch's own operations; those of kernels cannot.</summary>
    /// <param name="received">The gradient of the step's output.</param>
    /// <param name="unfused">The same output, recomputed from the inputs with operations that torch can differentiate twice.</param>
    /// <param name="inputs">The step's inputs.</param>
    /// <param name="gradients">Receives the gradients of the inputs that require one.</param>
    internal static void Differentiate(Tensor received, Tensor unfused, ReadOnlySpan<Tensor> inputs, Span<Tensor?> gradients)
    {
        Tensor[] needed = [.. inputs.ToArray().Where(input => input.requires_grad)];
        IList<Tensor> computed = autograd.grad([unfused], needed, [received], retain_graph: true, create_graph: true);
        int next = 0;
        for (int i = 0; i < inputs.Length; i++)
            gradients[i] = inputs[i].requires_grad ? computed[next++].MoveToOuterDisposeScope() : null;
    }
}
