using BackEnd.Tests;

namespace DsCnn.Tests;

/// <summary>Networks at the edges of what a spec can say, with random weights, and what loops in double precision compute for them.</summary>
internal static class OddNetworks
{
    private const int Images = 3;

    private static readonly Dictionary<string, ModelSpec> _specs = new()
    {
        ["one channel, even size, stride 2"] = Of(new InputSpec(1, 8, 6), new DsBlockSpec { Conv1Filters = 2, Conv1Kernel = 3, Conv1Stride = 2, OutChannels = 1 }, new DsBlockSpec { Conv1Filters = 6, OutChannels = 1, Residual = true }),
        ["37 channels, odd size, stride 2"] = Of(new InputSpec(3, 9, 7), new DsBlockSpec { Conv1Filters = 74, Conv1Kernel = 5, Conv1Stride = 2, OutChannels = 37 }, new DsBlockSpec { Conv1Filters = 222, Kernel = 5, Stride = 2, OutChannels = 37 }),
        ["kernel 7, even rows and odd columns"] = Of(new InputSpec(2, 10, 9), new DsBlockSpec { Conv1Filters = 8, Kernel = 7, Stride = 2, OutChannels = 5 }),
        ["kernel larger than the map"] = Of(new InputSpec(2, 3, 2), new DsBlockSpec { Conv1Filters = 4, Conv1Kernel = 7, Kernel = 5, Stride = 2, OutChannels = 3 }),
        ["stride larger than the kernel"] = Of(new InputSpec(2, 11, 8), new ConvSpec { Filters = 4, Kernel = 1, Stride = 3 }, new ConvSpec { Filters = 4, Kernel = 3, Stride = 4 }),
        ["groups and ranks, no squeeze and excitation"] = Of(
            new InputSpec(2, 6, 6),
            new DsBlockSpec { Conv1Filters = 12, OutChannels = 4, SqueezeExcite = null, Pointwise = new PointwiseSpec { Groups = 3 } },
            new DsBlockSpec { Conv1Filters = 24, OutChannels = 4, SqueezeExcite = null, Residual = true, Pointwise = new PointwiseSpec { Rank = 5 } },
            new DsBlockSpec { Conv1Filters = 24, OutChannels = 4, Pointwise = new PointwiseSpec { Groups = 24 } }),
        ["ReLU6 and maximum pools"] = Of(
            new InputSpec(3, 12, 7), new DsBlockSpec { Conv1Filters = 12, OutChannels = 6, Activation = Activation.Relu6 }, new MaxPoolSpec { Kernel = 3, Stride = 2 },
            new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, Residual = true, Activation = Activation.Relu }),
        ["hard swish and a steep swish"] = Of(
            new InputSpec(3, 7, 5), new DsBlockSpec { Conv1Filters = 12, OutChannels = 6, Activation = Activation.HardSwish }, new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, SwishBeta = 1.75, Residual = true }),
        ["hard gates and an activation after Conv_2"] = Of(
            new InputSpec(3, 9, 8),
            new DsBlockSpec { Conv1Filters = 12, OutChannels = 6, Activation = Activation.HardSwish, SqueezeExcite = new SqueezeExciteSpec { Filters = 4, Activation = Activation.Relu, Gate = Activation.HardSigmoid } },
            new DsBlockSpec { Conv1Filters = null, Pointwise = null, OutChannels = 8, SqueezeExcite = null, Activation = Activation.Relu6, Conv2Activation = Activation.Relu6 }),
        ["several fully connected layers"] = new(
            new InputSpec(2, 5, 4), [new FullyConnectedSpec { Units = 9, Activation = Activation.Relu6 }, new FullyConnectedSpec { Units = 7, Activation = Activation.Swish }, new FullyConnectedSpec { Units = 4 }, new SoftmaxSpec()]),
        ["sigmoids of pooled features"] = new(new InputSpec(1, 6, 6), [new ConvSpec { Filters = 4 }, new GlobalAveragePoolSpec(), new SigmoidSpec()]),
        ["no classifier"] = new(new InputSpec(3, 8, 8), [new DsBlockSpec { Conv1Filters = 8, OutChannels = 6, Stride = 2 }]),
        ["a pool and nothing else"] = new(new InputSpec(3, 8, 8), [new MaxPoolSpec { Kernel = 2 }]),
        ["nothing but dropout"] = new(new InputSpec(3, 4, 2), [new DropoutSpec { Rate = 0.5 }]),
    };

    internal static IEnumerable<string> Names => _specs.Keys;

    /// <summary>The network, images that fill the range of its input, and its values for them.</summary>
    internal static Fixture Load(string name)
    {
        ModelSpec spec = _specs[name] with { Name = name };
        ModelFile model = Networks.WithRandomWeights(spec, seed: 7);
        var random = new Random(11);
        float[] images = [.. Enumerable.Range(0, (int)(Images * spec.Input.Shape.Elements)).Select(_ => (float)((4 * random.NextDouble()) - 2))];
        var engine = new PlainEngine(model);
        double[][][] runs = [.. images.Select(x => (double)x).Chunk(spec.Input.Shape.Elements).Select(engine.Run)];
        return new Fixture(model, Tensor(spec.Input.Shape, images), Values(spec.Plan.Output), Values(spec.Plan.Logits) is var logits && spec.Head != Head.None
            ? WeightTensor.FromFloats([Images, spec.Output.Channels], logits.ToFloats())
            : logits);

        WeightTensor Values(PlanValue value) => Tensor(value.Shape, [.. runs.SelectMany(run => run[value.Index]).Select(x => (float)x)]);
    }

    private static ModelSpec Of(InputSpec input, params LayerSpec[] blocks) => new(input, [.. blocks, new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 4 }, new SoftmaxSpec()]);

    private static WeightTensor Tensor(TensorShape shape, float[] numbers) => WeightTensor.FromFloats([Images, .. shape.Dimensions], numbers);
}
