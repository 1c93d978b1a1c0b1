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
