using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Makes the module of a layer.</summary>
internal static class LayerFactory
{
    internal static nn.Module<Tensor, Tensor> Create(LayerPlan plan, BatchNormSpec? batchNorm, Generator generator) => plan.Spec switch
    {
        DsBlockSpec spec => new DsBlock(spec, plan.Input.Channels, batchNorm, generator),
        ConvSpec spec => new ConvLayer(spec, plan.Input.Channels, batchNorm, generator),
        MaxPoolSpec spec => nn.MaxPool2d(spec.Kernel, spec.Stride),
        AveragePoolSpec spec => nn.AvgPool2d(spec.Kernel, spec.Stride),
        GlobalAveragePoolSpec => nn.AdaptiveAvgPool2d(1),
        GlobalMaxPoolSpec => nn.AdaptiveMaxPool2d([1, 1]),
        DropoutSpec spec => nn.Dropout(spec.Rate),
        FullyConnectedSpec spec => new FullyConnectedLayer(spec, plan.Input.Elements, generator),
        SoftmaxSpec => nn.Softmax(1),
        SigmoidSpec => nn.Sigmoid(),
        _ => throw new NotSupportedException($"There is no module for a layer of type {plan.Spec.Type}."),
    };
}
