using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Rounds to whole numbers of a scale within bounds, and lets gradients pass straight through where nothing was cut off.</summary>
/// <remarks>
/// The straight-through estimator (Bengio et al. 2013, as used by Jacob et al. 2018, section 3). TorchSharp 0.107 names libtorch's fake_quantize functions, and
/// throws <see cref="NotImplementedException"/> from them.
/// </remarks>
internal sealed class RoundingFunction : autograd.SingleTensorFunction<RoundingFunction>
{
    public override string Name => nameof(RoundingFunction);

    /// <summary>Gives a new tensor of the same shape: scale * clamp(round(x / scale), min, max).</summary>
    /// <param name="x">Float32.</param>
    /// <param name="scale">One number, or one for each channel in a shape that broadcasts.</param>
    /// <param name="min">The smallest whole number.</param>
    /// <param name="max">The largest.</param>
    internal static Tensor Round(Tensor x, Tensor scale, int min, int max) =>
        is_grad_enabled() && x.requires_grad ? apply(x, scale, min, max) : Compute(x, scale, min, max);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        if (vars is not [Tensor x, Tensor scale, int min, int max])
            throw new ArgumentException("Expected input, scale and bounds.", nameof(vars));
        ctx.save_for_backward([IsInside(x, scale, min, max)]);
        return Compute(x, scale, min, max);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inside = ctx.get_saved_variables()[0];
        return GradientMaps.Return(grad_output, grad_output * inside, null, null, null);
    }

    /// <summary>What is saved for the way back must be alive when this step ends, so it belongs to the caller's dispose scope.</summary>
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
