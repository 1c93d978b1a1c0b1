using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>The network of a spec up to its logits, from torch's own modules in torch's own memory order.</summary>
internal static class HandWrittenNetwork
{
    internal static Sequential Create(ModelSpec spec) => nn.Sequential(
        spec.Plan.Layers.Where(plan => plan.Spec is not SoftmaxSpec).SelectMany(plan => Layers(plan, spec.BatchNorm ?? new BatchNormSpec())));

    internal static Tensor Plain(this Activation activation, Tensor x) => activation switch
    {
        Activation.None => x,
        Activation.Swish => nn.functional.silu(x),
        Activation.Relu => nn.functional.relu(x),
        Activation.Relu6 => nn.functional.relu6(x),
        _ => throw new NotSupportedException($"The hand-written network has no activation {activation}."),
    };

    private static IEnumerable<nn.Module<Tensor, Tensor>> Layers(LayerPlan plan, BatchNormSpec norm) => plan.Spec switch
    {
        DsBlockSpec block => [new HandWrittenBlock(block, plan.Input.Shape.Channels, norm)],
        ConvSpec convolution => [new HandWrittenConvolution(convolution, plan.Input.Shape.Channels, norm)],
        MaxPoolSpec pool => [nn.MaxPool2d(pool.Kernel, pool.Stride)],
        AveragePoolSpec pool => [nn.AvgPool2d(pool.Kernel, pool.Stride)],
        GlobalAveragePoolSpec => [nn.AdaptiveAvgPool2d(1)],
        DropoutSpec dropout => [nn.Dropout(dropout.Rate)],
        FullyConnectedSpec { Activation: Activation.Relu } layer => [nn.Flatten(), nn.Linear(plan.Input.Shape.Elements, layer.Units), nn.ReLU()],
        FullyConnectedSpec { Activation: Activation.None } layer => [nn.Flatten(), nn.Linear(plan.Input.Shape.Elements, layer.Units)],
        _ => throw new NotSupportedException($"The hand-written network has no such layer: {plan.Spec}."),
    };
}
