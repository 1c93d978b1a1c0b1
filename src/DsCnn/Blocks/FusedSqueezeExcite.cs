using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>An SE module with swish as one step of training: two passes over the map forward and two back, with the small layers in between as matrices.</summary>
/// <remarks>y = x g, g = sigmoid(e), e = W_e a + b_e, a = swish(r), r = W_r s + b_r, s the mean of x.</remarks>
internal sealed class FusedSqueezeExcite : PooledStep<FusedSqueezeExcite>
{
    private float _beta;

    /// <summary>Runs the module, N x F x H x W to the same, on a map for which there is a kernel.</summary>
    internal static Tensor Apply(Tensor x, Conv2d reduce, Conv2d expand, double beta)
    {
        (Tensor reduceWeight, Tensor reduceBias, Tensor expandWeight, Tensor expandBias) = (reduce.weight, reduce.bias!, expand.weight, expand.bias!);
        Tensor mean, reduced, activated, gate, y;
        using (no_grad())
        {
            MapView input = MapView.Of(x);
            GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;
            mean = empty(input.Images, input.Channels, device: CPU);
            kernel.Sum(input, null, 1f / (input.Height * input.Width), MapView.Numbers(mean));
            reduced = Linear(mean, reduceWeight, reduceBias);
            activated = empty_like(reduced);
            Activate(MapView.Numbers(reduced), (float)beta, MapView.Numbers(activated));
            gate = Linear(activated, expandWeight, expandBias);
            gate.sigmoid_();
            y = MapView.NewLike(input);
            kernel.Scale(input, MapView.Of(y), MapView.Numbers(gate), []);
            GC.KeepAlive(x);
        }

        using (mean)
        using (reduced)
        using (activated)
        using (gate)
        {
            if (!is_grad_enabled())
                return y;
            FusedSqueezeExcite step = Take();
            step._beta = (float)beta;
            return step.Attach(
                y,
                [x, reduceWeight, reduceBias, expandWeight, expandBias],
                [x, reduceWeight, reduceBias, expandWeight, expandBias, mean, reduced, activated, gate]);
        }
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor x = Saved(0), reduceWeight = Saved(1), expandWeight = Saved(3);
        if (is_grad_enabled())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] inputs = [x, reduceWeight, Saved(2), expandWeight, Saved(4)];
            GradientMaps.Differentiate(received, SqueezeExcite.Compute(x, inputs[1], inputs[2], inputs[3], inputs[4], Activation.Swish, _beta), inputs, gradients);
            return;
        }

        using Tensor mean = Saved(5), reduced = Saved(6), activated = Saved(7), gate = Saved(8);
        using Tensor arranged = GradientMaps.Arranged(received, x);
        MapView input = MapView.Of(x), gradient = MapView.Of(arranged);
        GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;

        // Of the gate, then of e, in the same place; of a, then of r.
        using Tensor ofExpanded = empty_like(gate);
        kernel.Sum(gradient, input, 1, MapView.Numbers(ofExpanded));
        SigmoidBackward(MapView.Numbers(ofExpanded), MapView.Numbers(gate));
        using Tensor expandMatrix = expandWeight.flatten(1), reduceMatrix = reduceWeight.flatten(1);
        using Tensor ofReduced = ofExpanded.mm(expandMatrix);
        ActivateBackward(MapView.Numbers(ofReduced), MapView.Numbers(reduced), _beta);
        using Tensor ofMean = ofReduced.mm(reduceMatrix);
        Scale(MapView.Numbers(ofMean), 1f / (input.Height * input.Width));

        Tensor ofInput = gradients[0] = MapView.NewLike(input);
        kernel.Scale(gradient, MapView.Of(ofInput), MapView.Numbers(gate), MapView.Numbers(ofMean));
        gradients[1] = OfWeight(ofReduced, mean, reduceWeight);
        gradients[2] = ofReduced.sum(dim: 0);
        gradients[3] = OfWeight(ofExpanded, activated, expandWeight);
        gradients[4] = ofExpanded.sum(dim: 0);
    }

    /// <summary>A 1x1 convolution of maps of one pixel.</summary>
    private static Tensor Linear(Tensor x, Tensor weight, Tensor bias)
    {
        using Tensor matrix = weight.flatten(1);
        return nn.functional.linear(x, matrix, bias);
    }

    private static Tensor OfWeight(Tensor ofOutput, Tensor input, Tensor weight)
    {
        using Tensor transposed = ofOutput.t(), product = transposed.mm(input);
        return product.view_as(weight);
    }

    private static unsafe void Activate(ReadOnlySpan<float> x, float beta, Span<float> y)
    {
        fixed (float* results = y)
        {
            for (int i = 0; i < y.Length; i++)
                Swish.Apply(Lane1.Broadcast(x[i]), Lane1.Broadcast(beta)).Store(results + i);
        }
    }

    /// <summary>Turns gradients of s = sigmoid(x) into those of x.</summary>
    private static void SigmoidBackward(Span<float> gradients, ReadOnlySpan<float> sigmoid)
    {
        for (int i = 0; i < gradients.Length; i++)
            gradients[i] *= sigmoid[i] * (1 - sigmoid[i]);
    }

    /// <summary>Turns gradients of y = swish(x) into those of x.</summary>
    private static unsafe void ActivateBackward(Span<float> gradients, ReadOnlySpan<float> x, float beta)
    {
        fixed (float* results = gradients)
        {
            for (int i = 0; i < gradients.Length; i++)
                (Lane1.Load(results + i) * Swish.Slope(Lane1.Broadcast(x[i]), Lane1.Broadcast(beta))).Store(results + i);
        }
    }

    private static void Scale(Span<float> numbers, float factor)
    {
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] *= factor;
    }
}
