using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>An SE module with Swish and sigmoid as one training step: two forward and two backward passes over the map, with the small layers in between as matrices.</summary>
/// <remarks>y = x g, g = sigmoid(e), e = W_e a + b_e, a = swish(r), r = W_r s + b_r, s the mean of x.</remarks>
internal sealed class FusedSqueezeExcite : PooledStep<FusedSqueezeExcite>
{
    private float _beta;

    /// <summary>Runs the module, N x F x H x W to the same shape, on a map that kernels support.</summary>
    internal static Tensor Apply(Tensor x, Conv2d reduce, Conv2d expand, double beta)
    {
        (Tensor reduceWeight, Tensor reduceBias, Tensor expandWeight, Tensor expandBias) = (reduce.weight, reduce.bias!, expand.weight, expand.bias!);
        Tensor mean, reduced, activated, gate, y;
        using (no_grad())
        {
            using MapView input = MapView.Of(x);
            GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;
            mean = Sums(kernel, input, null, 1f / (input.Height * input.Width));
            reduced = Linear(mean, reduceWeight, reduceBias);
            activated = Activated(reduced, (float)beta);
            gate = Linear(activated, expandWeight, expandBias);
            gate.sigmoid_();
            y = Scaled(kernel, input, gate, null);
        }

        using (mean)
        using (reduced)
        using (activated)
        using (gate)
        {
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
            Tensor unfused = SqueezeExcite.Compute(
                x, mean => nn.functional.conv2d(mean.to(inputs[1].dtype), inputs[1], inputs[2]), squeezed => nn.functional.conv2d(squeezed, inputs[3], inputs[4]),
                Activation.Swish, _beta, Activation.Sigmoid);
            GradientMaps.Differentiate(received, unfused, inputs, gradients);
            return;
        }

        using Tensor mean = Saved(5), reduced = Saved(6), activated = Saved(7), gate = Saved(8);
        using Tensor arranged = GradientMaps.Arranged(received, x);
        using MapView input = MapView.Of(x), gradient = MapView.Of(arranged);
        GateKernel kernel = GateKernel.Find(input.Type, input.Channels)!;

        // The gradient of the gate, then of e, in the same memory; that of a, then of r.
        using Tensor ofExpanded = Sums(kernel, gradient, input, 1);
        SigmoidBackward(ofExpanded, gate);
        using Tensor expandMatrix = expandWeight.flatten(1), reduceMatrix = reduceWeight.flatten(1);
        using Tensor ofReduced = ofExpanded.mm(expandMatrix);
        ActivateBackward(ofReduced, reduced, _beta);
        using Tensor ofMean = ofReduced.mm(reduceMatrix);
        Scale(ofMean, 1f / (input.Height * input.Width));

        gradients[0] = Scaled(kernel, gradient, gate, ofMean);
        gradients[1] = OfWeight(ofReduced, mean, reduceWeight);
        gradients[2] = ofReduced.sum(dim: 0);
        gradients[3] = OfWeight(ofExpanded, activated, expandWeight);
        gradients[4] = ofExpanded.sum(dim: 0);
    }

    /// <summary>The sum over each channel of each image, or over its product with another map, times a scale: N x F.</summary>
    private static Tensor Sums(GateKernel kernel, MapView map, MapView? factor, float scale)
    {
        Tensor sums = empty(map.Images, map.Channels, device: CPU);
        using TensorNumbers numbers = new(sums);
        kernel.Sum(map, factor, scale, numbers.Span);
        return sums;
    }

    /// <summary>Each channel of each image times its factor, plus its addend if there is one.</summary>
    private static Tensor Scaled(GateKernel kernel, MapView map, Tensor factors, Tensor? addends)
    {
        Tensor scaled = MapView.NewLike(map);
        using MapView output = MapView.Of(scaled);
        using TensorNumbers gates = new(factors);
        using TensorNumbers added = addends is null ? default : new(addends);
        kernel.Scale(map, output, gates.Span, added.Span);
        return scaled;
    }

    /// <summary>A 1x1 convolution of one-pixel maps.</summary>
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

    private static unsafe Tensor Activated(Tensor x, float beta)
    {
        Tensor y = empty_like(x);
        using TensorNumbers inputs = new(x), outputs = new(y);
        fixed (float* results = outputs.Span)
        {
            for (int i = 0; i < inputs.Span.Length; i++)
                Swish.Apply(Lane1.Broadcast(inputs.Span[i]), Lane1.Broadcast(beta)).Store(results + i);
        }

        return y;
    }

    /// <summary>Turns gradients of s = sigmoid(x) into those of x.</summary>
    private static void SigmoidBackward(Tensor gradients, Tensor sigmoid)
    {
        using TensorNumbers slopes = new(gradients), outputs = new(sigmoid);
        for (int i = 0; i < slopes.Span.Length; i++)
            slopes.Span[i] *= outputs.Span[i] * (1 - outputs.Span[i]);
    }

    /// <summary>Turns gradients of y = swish(x) into those of x.</summary>
    private static unsafe void ActivateBackward(Tensor gradients, Tensor x, float beta)
    {
        using TensorNumbers slopes = new(gradients), inputs = new(x);
        fixed (float* results = slopes.Span)
        {
            for (int i = 0; i < inputs.Span.Length; i++)
                (Lane1.Load(results + i) * Swish.Slope(Lane1.Broadcast(inputs.Span[i]), Lane1.Broadcast(beta))).Store(results + i);
        }
    }

    private static void Scale(Tensor tensor, float factor)
    {
        using TensorNumbers numbers = new(tensor);
        foreach (ref float number in numbers.Span)
            number *= factor;
    }
}
