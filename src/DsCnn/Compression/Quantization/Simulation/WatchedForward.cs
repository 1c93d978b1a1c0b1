using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Runs the layers of a network operation by operation, as an exported file does, while somebody watches.</summary>
/// <remarks>The weights are those of the layer's module, so that gradients reach them. Drop path does not act.</remarks>
internal sealed class WatchedForward
{
    private readonly OperationWatch _watch;
    private readonly LayerNames[] _layers;

    internal WatchedForward(ModelSpec network, OperationWatch watch)
    {
        _watch = watch;
        ILookup<int, WeightedOperation> weighted = WeightedOperation.Of(network).ToLookup(operation => operation.Layer);
        _layers = [.. network.Plans.Select(plan => new LayerNames(plan, weighted[plan.Index].ToDictionary(operation => operation.Name)))];
    }

    /// <summary>Shows the images that a network gets to the watcher.</summary>
    internal Tensor Begin(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return _watch.Value(OperationNames.Input, images.to(ScalarType.Float32)).alias().MoveToOuterDisposeScope();
    }

    /// <summary>Runs a layer, N x C x H x W or N x features to what it gives.</summary>
    internal Tensor Run(int layer, nn.Module<Tensor, Tensor> module, Tensor input)
    {
        LayerNames names = _layers[layer];
        if (names.Plan.Operations.Count == 0)
            return module.call(input);

        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Parameter> weights = module.named_parameters().ToDictionary(p => $"{names.Plan.Prefix}.{p.name}", p => p.parameter);
        var values = new List<Tensor>();
        foreach ((int i, Operation operation) in names.Plan.Operations.Index())
        {
            Tensor[] inputs = [.. operation.Inputs.Select(source => source == OperationGraph.LayerInput ? input : values[source])];
            Tensor value = operation is ConvolutionOperation or LinearOperation
                ? Multiply(operation, names.Weighted[names.Places[i]], names.Outputs[i], inputs[0], weights)
                : Compute(operation, names.Places[i], inputs);
            values.Add(_watch.Value(names.Outputs[i], value));
        }

        return values[^1].alias().MoveToOuterDisposeScope();
    }

    private Tensor Multiply(Operation operation, WeightedOperation place, string output, Tensor input, Dictionary<string, Parameter> weights) =>
        _watch.Multiply(new WeightedRun(
            place, output, input, weights[place.Weight], place.HasBias ? weights[place.Bias] : null,
            operation is ConvolutionOperation convolution
                ? (x, weight, bias) => nn.functional.conv2d(
                    x, weight, bias, [convolution.Stride, convolution.Stride], [convolution.Kernel / 2, convolution.Kernel / 2], groups: convolution.Groups)
                : (x, weight, bias) => nn.functional.linear(x.flatten(1), weight, bias)));

    private Tensor Compute(Operation operation, string place, Tensor[] inputs) => operation switch
    {
        ActivationOperation { Kind: Activation.Swish } swish =>
            inputs[0] * _watch.Value(OperationNames.GateOf(place), (swish.SwishBeta == 1 ? inputs[0] : inputs[0] * swish.SwishBeta).sigmoid()),
        ActivationOperation activation => activation.Kind.Apply(inputs[0]),
        PoolOperation { Kind: PoolKind.Average } pool => nn.functional.avg_pool2d(inputs[0], [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride]),
        PoolOperation pool => nn.functional.max_pool2d(inputs[0], [pool.Kernel, pool.Kernel], [pool.Stride, pool.Stride]),
        GlobalPoolOperation { Kind: PoolKind.Average } => inputs[0].mean([2, 3], keepdim: true),
        GlobalPoolOperation => inputs[0].amax([2, 3], keepdim: true),
        ScaleOperation => inputs[0] * inputs[1],
        AddOperation => inputs[0] + inputs[1],
        HeadOperation { Kind: Head.Softmax } => inputs[0].flatten(1).softmax(1),
        HeadOperation => inputs[0].flatten(1).sigmoid(),
        _ => throw new NotSupportedException($"There is no module for {operation.GetType().Name}."),
    };

    private sealed record LayerNames(LayerPlan Plan, Dictionary<string, WeightedOperation> Weighted)
    {
        internal IReadOnlyList<string> Places { get; } = OperationNames.PlacesOf(Plan);

        internal IReadOnlyList<string> Outputs { get; } = OperationNames.OutputsOf(Plan);
    }
}
