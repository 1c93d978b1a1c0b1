using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>An SE module with swish as one step of training: two passes over the map forward and two back, with the small layers in between as matrices.</summary>
/// <remarks>y = x g, g = sigmoid(e), e = W_e a + b_e, a = swish(r), r = W_r s + b_r, s the mean of x.</remarks>
internal sealed class FusedSqueezeExcite : autograd.SingleTensorFunction<FusedSqueezeExcite>
{
    private const string BetaKey = "beta";

    public override string Name => nameof(FusedSqueezeExcite);

    /// <summary>Runs the module, N x F x H x W to the same, on a map for which there is a kernel.</summary>
    internal static Tensor Apply(Tensor x, Conv2d reduce, Conv2d expand, double beta) => is_grad_enabled()
        ? apply(x, reduce.weight, reduce.bias!, expand.weight, expand.bias!, beta)
        : Compute(x, reduce.weight, reduce.bias!, expand.weight, expand.bias!, beta)[^1];

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        if (vars is not [Tensor x, Tensor reduceWeight, Tensor reduceBias, Tensor expandWeight, Tensor expandBias, double beta])
            throw new ArgumentException("Expected input, weights and biases, and beta.", nameof(vars));
        Tensor[] computed = Compute(x, reduceWeight, reduceBias, expandWeight, expandBias, beta);
        ctx.save_for_backward([x, reduceWeight, reduceBias, expandWeight, expandBias, .. computed[..^1]]);
        ctx.save_data(BetaKey, beta);
        return computed[^1];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor reduceWeight, Tensor expandWeight) = (saved[0], saved[1], saved[3]);
        (Tensor mean, Tensor reduced, Tensor activated, Tensor gate) = (saved[5], saved[6], saved[7], saved[8]);
        double beta = (double)ctx.get_data(BetaKey);
        if (is_grad_enabled())
            return GradientMaps.Differentiable(grad_output, Unfused(saved, beta), x, reduceWeight, saved[2], expandWeight, saved[4], null);

        MapView input = MapView.Of(x);
        GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;
        MapView gradient = MapView.Of(GradientMaps.Arranged(grad_output, x));

        Tensor ofGate = empty_like(gate);
        kernel.Sum(gradient, input, 1, MapView.Numbers(ofGate));
        Tensor ofExpanded = ofGate * gate * (1 - gate);
        Tensor scaled = reduced * beta;
        Tensor sigmoid = scaled.sigmoid();
        Tensor ofReduced = ofExpanded.mm(expandWeight.flatten(1)) * sigmoid * (1 + (scaled * (1 - sigmoid)));
        Tensor ofMean = ofReduced.mm(reduceWeight.flatten(1)) / (input.Height * input.Width);

        Tensor ofInput = MapView.NewMap(input.Images, input.Channels, input.Height, input.Width, input.Type);
        kernel.Scale(gradient, MapView.Of(ofInput), MapView.Numbers(gate), MapView.Numbers(ofMean));
        return GradientMaps.Return(
            grad_output,
            ofInput,
            ofReduced.t().mm(mean).view_as(reduceWeight),
            ofReduced.sum(dim: 0),
            ofExpanded.t().mm(activated).view_as(expandWeight),
            ofExpanded.sum(dim: 0),
            null);
    }

    /// <summary>Gives mean, r, a, g and y, which live in the caller's dispose scope.</summary>
    private static Tensor[] Compute(
        Tensor x, Tensor reduceWeight, Tensor reduceBias, Tensor expandWeight, Tensor expandBias, double beta)
    {
        using DisposeScope scope = NewDisposeScope();
        MapView input = MapView.Of(x);
        GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;
        Tensor mean = empty([input.Images, input.Channels], device: CPU);
        kernel.Sum(input, null, 1f / (input.Height * input.Width), MapView.Numbers(mean));
        Tensor reduced = nn.functional.linear(mean, reduceWeight.flatten(1), reduceBias);
        Tensor activated = reduced * (reduced * beta).sigmoid_();
        Tensor gate = nn.functional.linear(activated, expandWeight.flatten(1), expandBias).sigmoid_();
        Tensor y = MapView.NewMap(input.Images, input.Channels, input.Height, input.Width, input.Type);
        kernel.Scale(input, MapView.Of(y), MapView.Numbers(gate), []);
        Tensor[] kept = [mean, reduced, activated, gate, y];
        foreach (Tensor tensor in kept)
            tensor.MoveToOuterDisposeScope();
        GC.KeepAlive(x);
        return kept;
    }

    private static Tensor Unfused(List<Tensor> inputs, double beta)
    {
        Tensor x = inputs[0];
        Tensor mean = x.mean([2, 3]).to(inputs[1].dtype);
        Tensor activated = Activation.Swish.Apply(nn.functional.linear(mean, inputs[1].flatten(1), inputs[2]), beta);
        Tensor gate = nn.functional.linear(activated, inputs[3].flatten(1), inputs[4]).sigmoid().to(x.dtype);
        return x * gate.unsqueeze(-1).unsqueeze(-1);
    }
}
