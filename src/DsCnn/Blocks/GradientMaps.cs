using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Hands gradients from one step of the way back to the next.</summary>
internal static class GradientMaps
{
    /// <summary>A gradient in the type and memory order of the map it belongs to.</summary>
    internal static Tensor Arranged(Tensor gradient, Tensor map)
    {
        Tensor typed = gradient.dtype == map.dtype ? gradient : gradient.to(map.dtype);
        return MapView.CanView(typed) ? typed : typed.ChannelsInnermost();
    }

    /// <summary>Gradients that have gradients themselves, by torch's own operations; kernels leave none.</summary>
    /// <param name="received">The gradient of the step's output.</param>
    /// <param name="unfused">That output, computed again from the inputs by operations that torch can differentiate twice.</param>
    /// <param name="inputs">The step's inputs; null for those that are no tensors.</param>
    internal static List<Tensor> Differentiable(Tensor received, Tensor unfused, params ReadOnlySpan<Tensor?> inputs)
    {
        Tensor[] needed = [.. inputs.ToArray().OfType<Tensor>().Where(input => input.requires_grad)];
        IList<Tensor> gradients = autograd.grad([unfused], needed, [received], retain_graph: true, create_graph: true);
        var returned = new List<Tensor>(inputs.Length);
        int next = 0;
        foreach (Tensor? input in inputs)
            returned.Add(input is { requires_grad: true } ? gradients[next++].MoveToOuterDisposeScope() : null!);
        return returned;
    }

    /// <summary>Moves gradients out of the step's dispose scope, and lets go of the one that came in: TorchSharp would keep every one of them alive until the end of the backward pass.</summary>
    internal static List<Tensor> Return(Tensor received, params ReadOnlySpan<Tensor?> gradients)
    {
        var returned = new List<Tensor>(gradients.Length);
        foreach (Tensor? gradient in gradients)
            returned.Add(gradient?.MoveToOuterDisposeScope()!);
        received.Dispose();
        return returned;
    }
}
