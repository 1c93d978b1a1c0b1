using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Rounds to multiples of a scale within bounds, and lets gradients pass straight through where nothing was clipped.</summary>
/// <remarks>
/// The straight-through estimator (Bengio et al. 2013, as used by Jacob et al. 2018, section 3). TorchSharp 0.107 declares libtorch's fake_quantize functions, but
/// they throw <see cref="NotImplementedException"/>.
/// </remarks>
internal sealed class RoundingFunction : PooledStep<RoundingFunction>
{
    /// <summary>Returns a new tensor of the same shape: scale * clamp(round(x / scale), min, max).</summary>
    /// <param name="x">Float32.</param>
    /// <param name="scale">One number, or one per channel in a shape that broadcasts.</param>
    /// <param name="min">The smallest integer.</param>
    /// <param name="max">The largest integer.</param>
    internal static Tensor Round(Tensor x, Tensor scale, int min, int max)
    {
        if (!is_grad_enabled() || !x.requires_grad)
            return Compute(x, scale, min, max);
        Tensor rounded, inside;
        using (no_grad())
            (rounded, inside) = (Compute(x, scale, min, max), IsInside(x, scale, min, max));
        using (inside)
            return NodeExports.AreUsable ? Take().Attach(rounded, [x], [inside]) : StraightThrough(rounded, x, inside);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor inside = Saved(0);
        gradients[0] = received * inside;
    }

    /// <summary>The same in torch's operations: the added term is zero except for its gradient.</summary>
    private static Tensor StraightThrough(Tensor rounded, Tensor x, Tensor inside)
    {
        using (rounded)
        {
            using DisposeScope scope = NewDisposeScope();
            return (rounded + ((x - x.detach()) * inside)).MoveToOuterDisposeScope();
        }
    }

    private static Tensor IsInside(Tensor x, Tensor scale, int min, int max)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor steps = (x / scale).round_();
        return (steps >= min).logical_and_(steps <= max).MoveToOuterDisposeScope();
    }

    private static Tensor Compute(Tensor x, Tensor scale, int min, int max)
    {
        using DisposeScope scope = NewDisposeScope();
        return (x / scale).round_().clamp_(min, max).mul_(scale).MoveToOuterDisposeScope();
    }
}
