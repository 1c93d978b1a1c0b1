using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <content>Running and observing the network.</content>
public sealed partial class DsCnnModel
{
    private OperationObserver? _observer;

    /// <summary>Raised with the output of each layer and the layer's position, also during training; the output is disposed afterward.</summary>
    internal event Action<int, Tensor>? LayerRan;

    /// <summary>Called in the backward pass of what runs next, with a layer's position when the gradients of all layers after it are there; null for nobody.</summary>
    internal Action<int>? LayerGradientsDone { private get; set; }

    private bool HasHead => Spec.Head != Head.None;

    private int LogitLayers => HasHead ? _layers.Count - 1 : _layers.Count;

    /// <summary>Runs the network.</summary>
    /// <param name="input">N x C x H x W, preprocessed images.</param>
    /// <returns>Probabilities N x classes if the spec ends in a softmax or sigmoid, else the output of the last layer.</returns>
    /// <exception cref="ArgumentException">The shape of the input is not the one in the spec.</exception>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Logits(input);
        return (HasHead ? _layers[^1].call(logits) : logits).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the network up to its head, the softmax or sigmoid.</summary>
    /// <remarks>
    /// If the images are bfloat16, so are the maps and the convolutions, while weights, batch norms' sums and logits remain float32: mixed precision (Micikevicius et al. 2018).
    /// </remarks>
    /// <param name="input">N x C x H x W, preprocessed images, of the weights' type, or bfloat16 if that type is float32.</param>
    /// <returns>Logits N x classes if the spec ends in a softmax or sigmoid, else the output of the last layer.</returns>
    /// <exception cref="ArgumentException">The shape of the input is not the one in the spec.</exception>
    public Tensor Logits(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = InTypeOfWeights(Run(input, LogitLayers));
        return (HasHead ? x.flatten(1) : x).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the network up to its classifier: the layers before the last fully connected one and its dropout.</summary>
    /// <param name="input">N x C x H x W, preprocessed images.</param>
    /// <returns>Features N x channels, flattened if they are a map.</returns>
    /// <exception cref="ArgumentException">The shape of the input is not the one in the spec.</exception>
    public Tensor Features(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return Run(input, Spec.BodyLayers).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the network and returns its last map at each of the given strides, as needed for detection and segmentation heads.</summary>
    /// <param name="input">N x C x H x W, preprocessed images.</param>
    /// <param name="strides">The number of input pixels per step of each map, such as 8, 16 and 32.</param>
    /// <returns>A map N x channels x H/stride x W/stride for each stride, in the order given.</returns>
    /// <exception cref="ArgumentException">The shape of the input is not the one in the spec, or the network has no map of such a stride; the message lists those it has.</exception>
    public IReadOnlyList<Tensor> FeatureMaps(Tensor input, params IReadOnlyList<int> strides)
    {
        ArgumentNullException.ThrowIfNull(strides);
        RequireShape(input);
        int[] ends = [.. strides.Select(stride => Spec.LayersToStride(stride))];
        var maps = new Tensor[ends.Length];
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Begin(input);
        for (int layer = 0; layer < ends.DefaultIfEmpty(0).Max(); layer++)
        {
            x = RunLayer(layer, x);
            for (int i = 0; i < ends.Length; i++)
            {
                if (ends[i] == layer + 1)
                    maps[i] = x.contiguous().MoveToOuterDisposeScope();
            }
        }

        return maps;
    }

    /// <summary>Runs the network operation by operation and passes each value of its plan to a visitor: the reference for testing other implementations.</summary>
    /// <remarks>
    /// Batch norms use their running statistics, even in training mode. In a quantized network, the values are rounded, and those stored as bytes are multiples of
    /// their scale.
    /// </remarks>
    /// <param name="input">N x C x H x W, preprocessed images.</param>
    /// <param name="visit">Called with each of <see cref="NetworkPlan.Values"/> in order, and a tensor N x its shape. The tensor, and everything computed from it there, is disposed afterward; <c>clone().DetachFromDisposeScope()</c> keeps it.</param>
    /// <exception cref="ArgumentException">The shape of the input is not the one in the spec.</exception>
    public void Trace(Tensor input, Action<PlanValue, Tensor> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        RequireShape(input);
        using DisposeScope scope = NewDisposeScope();
        using (Observe(new ValueTrace(Spec.Plan, _observer, visit)))
            RunLayers(Begin(input), first: 0, _layers.Count);
    }

    /// <summary>Sets an observer of the values between operations, replacing the previous one until the result is disposed.</summary>
    internal IDisposable Observe(OperationObserver observer)
    {
        OperationObserver? before = _observer;
        _observer = observer;
        return new Undo(() => _observer = before);
    }

    /// <summary>Runs the first layers. The result is contiguous, so its numbers can be read in order.</summary>
    internal Tensor Run(Tensor input, int layers)
    {
        RequireShape(input);
        using DisposeScope scope = NewDisposeScope();
        return RunLayers(Begin(input), first: 0, layers).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Runs the rest of the network, up to the softmax, on the result of <see cref="Run"/>; gradients flow back to it.</summary>
    internal Tensor LogitsFrom(Tensor map, int layers)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = map.dim() == 4 ? map.ChannelsInnermost() : map;
        return InTypeOfWeights(RunLayers(x.alias(), layers, LogitLayers)).flatten(1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs some layers, disposing each one's input.</summary>
    private Tensor RunLayers(Tensor x, int first, int end)
    {
        for (int layer = first; layer < end; layer++)
        {
            Tensor y = RunLayer(layer, x);
            x.Dispose();
            x = y;
        }

        return x;
    }

    /// <summary>A separate tensor for the first layer, because each layer's input is disposed.</summary>
    private Tensor Begin(Tensor images)
    {
        Tensor map = images.ChannelsInnermost();
        if (_observer is null)
            return map.alias();
        using DisposeScope scope = NewDisposeScope();
        return _observer.Value(Spec.Plan.Input.Name, FirstParameter is { } weight ? map.to(weight.dtype) : map).alias().MoveToOuterDisposeScope();
    }

    /// <summary>For bfloat16 images, the output of a network without a fully connected layer is converted from bfloat16 before it is returned.</summary>
    private Tensor InTypeOfWeights(Tensor x) => x.dtype == ScalarType.BFloat16 && FirstParameter is { } weight ? x.to(weight.dtype) : x;

    private Tensor RunLayer(int layer, Tensor x)
    {
        LayerPlan plan = Spec.Plan.Layers[layer];
        Tensor y = _observer is null || plan.Operations.IsEmpty
            ? _layers[layer].call(x)
            : PlanInterpreter.Run(plan.Operations, plan.Input, x, TensorsOf(_layers[layer], plan.Prefix), _observer);
        LayerRan?.Invoke(layer, y);
        return LayerGradientsDone is { } done && y.requires_grad && NodeExports.AreUsable ? Mark(y, layer, done) : y;
    }

    private static Tensor Mark(Tensor y, int layer, Action<int> done)
    {
        using (y)
            return GradientMark.Apply(y, layer, done);
    }

    /// <summary>Looked up on every call, because moving a model replaces its tensors.</summary>
    private static Func<string, Tensor> TensorsOf(nn.Module layer, string prefix)
    {
        Dictionary<string, Tensor> tensors = NamedTensors(layer);
        return name => tensors[name[(prefix.Length + 1)..]];
    }

    private void RequireShape(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (FirstParameter is { } weight && input.dtype != weight.dtype && (input.dtype, weight.dtype) is not (ScalarType.BFloat16, ScalarType.Float32))
        {
            throw new ArgumentException(
                $"{Spec.Name} computes in {weight.dtype}. Received: {input.dtype}. ImageBatch.Images makes such a tensor from pixels.", nameof(input));
        }

        TensorShape expected = Spec.Input.Shape;
        if (input.shape is not [_, var channels, var height, var width]
            || (channels, height, width) != (expected.Channels, expected.Height, expected.Width))
        {
            throw new ArgumentException(
                $"{Spec.Name} takes images N x {expected}. Received: {string.Join(" x ", input.shape)}.", nameof(input));
        }
    }
}
