using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>A network written out in torch's own operations, with factors on channels: what pruning must equal.</summary>
internal static class MaskedForward
{
    /// <summary>Runs a network up to its logits.</summary>
    /// <param name="model">The network.</param>
    /// <param name="x">N x C x H x W.</param>
    /// <param name="masks">A factor for each channel behind a batch norm (<c>layers.0.bn_1</c>), an SE module's reduce_conv or a fully connected layer.</param>
    internal static Tensor Run(ModelFile model, Tensor x, IReadOnlyDictionary<string, float[]> masks)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        var run = new Walk(model, masks);
        foreach (LayerPlan plan in model.Spec.Plan.Layers)
            x = run.Layer(plan, x);
        return x.MoveToOuterDisposeScope();
    }

    private sealed class Walk(ModelFile model, IReadOnlyDictionary<string, float[]> masks)
    {
        internal Tensor Layer(LayerPlan plan, Tensor x) => plan.Spec switch
        {
            ConvSpec { BatchNorm: true } conv => nn.functional.silu(Norm($"{plan.Prefix}.bn", Convolve($"{plan.Prefix}.conv", x, conv.Kernel, conv.Stride))),
            ConvSpec conv => Convolve($"{plan.Prefix}.conv", x, conv.Kernel, conv.Stride),
            DsBlockSpec block => Block(plan.Prefix, block, x),
            FullyConnectedSpec full => Act(full.Activation, Mask(plan.Prefix, nn.functional.linear(x.flatten(1), Weight($"{plan.Prefix}.weight"), Weight($"{plan.Prefix}.bias")))),
            _ => x,
        };

        private Tensor Block(string name, DsBlockSpec block, Tensor input)
        {
            Tensor x = input;
            if (block.Conv1Filters is not null)
                x = nn.functional.silu(Norm($"{name}.bn_1", Convolve($"{name}.conv_1", x, block.Conv1Kernel, block.Conv1Stride)));
            if (block.Pointwise is not null)
                x = Convolve($"{name}.pointwise", x);
            x = nn.functional.silu(Norm($"{name}.bn_2", Convolve($"{name}.depthwise", x, block.Kernel, block.Stride, x.shape[1])));
            if (block.SqueezeExcite is not null)
            {
                Tensor reduced = nn.functional.silu(Mask($"{name}.se.reduce_conv", Convolve($"{name}.se.reduce_conv", x.mean([2, 3], keepdim: true))));
                x *= Convolve($"{name}.se.expand_conv", reduced).sigmoid();
            }

            x = Norm($"{name}.bn_3", Convolve($"{name}.conv_2", x));
            return block.Residual ? x + input : x;
        }

        private Tensor Convolve(string name, Tensor x, int kernel = 1, int stride = 1, long groups = 1)
        {
            if (model.Weights.ContainsKey($"{name}.0.weight"))
                return Convolve($"{name}.1", Convolve($"{name}.0", x, kernel, stride));
            Tensor? bias = model.Weights.ContainsKey($"{name}.bias") ? Weight($"{name}.bias") : null;
            return nn.functional.conv2d(x, Weight($"{name}.weight"), bias, [stride, stride], [kernel / 2, kernel / 2], groups: groups);
        }

        private Tensor Norm(string name, Tensor x) => Mask(name, nn.functional.batch_norm(
            x, Weight($"{name}.running_mean"), Weight($"{name}.running_var"), Weight($"{name}.weight"), Weight($"{name}.bias"), eps: model.Spec.BatchNorm!.Epsilon));

        private Tensor Mask(string name, Tensor x) =>
            masks.TryGetValue(name, out float[]? mask) ? x * tensor(mask).view([1, -1, .. Enumerable.Repeat(1L, (int)x.dim() - 2)]) : x;

        private Tensor Weight(string name) => tensor(model.Weights[name].ToFloats(), [.. model.Weights[name].Dimensions.Select(d => (long)d)]);

        private static Tensor Act(Activation activation, Tensor x) => activation == Activation.Relu ? x.relu() : x;
    }
}
