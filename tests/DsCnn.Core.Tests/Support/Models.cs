namespace DsCnn.Tests;

/// <summary>The networks that several tests talk about.</summary>
internal static class Models
{
    /// <summary>168,277 parameters, for 28 x 28 gray images.</summary>
    internal static ModelSpec Small28() => new ModelBuilder()
        .Name("small28")
        .Input(channels: 1, height: 28, width: 28)
        .DsBlock(outChannels: 16, conv1Filters: 32, conv1Kernel: 3)
        .DsBlock(outChannels: 24, stride: 2)
        .DsBlock(outChannels: 24, residual: true)
        .DsBlock(outChannels: 40, stride: 2)
        .DsBlock(outChannels: 40, residual: true)
        .GlobalAveragePool()
        .FullyConnected(10)
        .Softmax()
        .ToSpec();

    /// <summary>11,437,213 parameters: EfficientNet-B0's table of widths, made of DS blocks.</summary>
    internal static ModelSpec B0Like() => new ModelBuilder()
        .Name("b0like")
        .Input(channels: 3, height: 224, width: 224)
        .DsBlock(outChannels: 16, conv1Filters: 32, conv1Kernel: 3, conv1Stride: 2)
        .DsBlock(outChannels: 24, stride: 2)
        .DsBlock(outChannels: 24, residual: true)
        .DsBlock(outChannels: 40, kernel: 5, stride: 2)
        .DsBlock(outChannels: 40, kernel: 5, residual: true)
        .DsBlock(outChannels: 80, stride: 2)
        .Repeat(2, b => b.DsBlock(outChannels: 80, residual: true))
        .DsBlock(outChannels: 112, kernel: 5)
        .Repeat(2, b => b.DsBlock(outChannels: 112, kernel: 5, residual: true))
        .DsBlock(outChannels: 192, kernel: 5, stride: 2)
        .Repeat(3, b => b.DsBlock(outChannels: 192, kernel: 5, residual: true))
        .DsBlock(outChannels: 320)
        .GlobalAveragePool()
        .FullyConnected(1000)
        .Softmax()
        .ToSpec();

    /// <summary>2 inputs, 3 outputs, a weight of [3, 2] and a bias of [3]: the smallest network with weights.</summary>
    internal static ModelSpec Linear() =>
        new(new InputSpec(2, 1, 1), [new FullyConnectedSpec { Units = 3 }, new SoftmaxSpec()]) { Name = "linear" };

    /// <summary>Weights that count up from 0 through all tensors, so that any mix-up shows.</summary>
    internal static WeightSet CountingWeights(ModelSpec spec)
    {
        int next = 0;
        return new WeightSet(spec.Weights.Select(w =>
        {
            float[] values = [.. Enumerable.Range(next, (int)w.Elements).Select(i => (float)i)];
            next += values.Length;
            return KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, values));
        }));
    }

    /// <summary>A network of one layer, for questions about that layer.</summary>
    internal static LayerPlan Plan(LayerSpec layer, int channels = 8, int height = 14, int width = 14) =>
        new ModelSpec(new InputSpec(channels, height, width), [layer]).Plan.Layers[0];
}
