using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Creates the module of a layer.</summary>
internal static class LayerFactory
{
    /// <summary>Creates the modules of all layers, or throws and leaves no tensor behind.</summary>
    internal static nn.Module<Tensor, Tensor>[] CreateAll(ModelSpec spec, Generator? generator)
    {
        var layers = new List<nn.Module<Tensor, Tensor>>();
        try
        {
            foreach (LayerPlan plan in spec.Plan.Layers)
                layers.Add(Create(plan, spec.BatchNorm, generator));
            return [.. layers];
        }
        catch
        {
            foreach (nn.Module<Tensor, Tensor> layer in layers)
                layer.Dispose();
            throw;
        }
    }

    private static nn.Module<Tensor, Tensor> Create(LayerPlan plan, BatchNormSpec? batchNorm, Generator? generator) => plan.Spec switch
    {
        DsBlockSpec => new DsBlock(new PartFactory(plan, batchNorm, generator)),
        ConvSpec => new ConvLayer(new PartFactory(plan, batchNorm, generator)),
        MaxPoolSpec spec => nn.MaxPool2d(spec.Kernel, spec.Stride),
        AveragePoolSpec spec => nn.AvgPool2d(spec.Kernel, spec.Stride),
        GlobalAveragePoolSpec => nn.AdaptiveAvgPool2d(1),
        GlobalMaxPoolSpec => nn.AdaptiveMaxPool2d([1, 1]),
        DropoutSpec spec => new DropoutLayer(spec.Rate),
        FullyConnectedSpec => new FullyConnectedLayer(plan, generator),
        SoftmaxSpec => nn.Softmax(1),
        SigmoidSpec => nn.Sigmoid(),
        _ => throw new NotSupportedException($"There is no module for a layer of type {plan.Spec.Type}."),
    };
}
