using BackEnd.Tests;

namespace DsCnn.Tests.Managed;

/// <summary>Networks and images for the engine, beyond those of the fixtures: widths that fill no vector, maps that are not square, every kind of layer.</summary>
internal static class Samples
{
    internal static IReadOnlyDictionary<string, ModelSpec> Specs { get; } = new Dictionary<string, ModelSpec>
    {
        ["odd widths"] = Of(
            new InputSpec(3, 19, 14),
            new DsBlockSpec { Conv1Filters = 7, Conv1Kernel = 3, OutChannels = 13 },
            new DsBlockSpec { Conv1Filters = 37, OutChannels = 13, Kernel = 5, Residual = true },
            new DsBlockSpec { Conv1Filters = 41, OutChannels = 5, Stride = 2 },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 11 },
            new SoftmaxSpec()),
        ["sixteen channels in"] = Of(
            new InputSpec(16, 5, 23),
            new ConvSpec { Filters = 9, Kernel = 5, Stride = 2, Activation = Activation.HardSwish },
            new DsBlockSpec { Conv1Filters = 54, OutChannels = 9, Residual = true, Kernel = 7 },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 2 },
            new SoftmaxSpec()),
        ["flattened"] = Of(
            new InputSpec(1, 9, 12),
            new ConvSpec { Filters = 10, Kernel = 3, Activation = Activation.Relu6 },
            new ConvSpec { Filters = 6, Kernel = 1, Activation = Activation.Relu },
            new FullyConnectedSpec { Units = 17 },
            new SoftmaxSpec()),
        ["depthwise first"] = Of(
            new InputSpec(5, 11, 11),
            new DsBlockSpec { Conv1Filters = null, Pointwise = null, OutChannels = 20, SqueezeExcite = null },
            new DsBlockSpec { Conv1Filters = 120, Pointwise = null, OutChannels = 20, Residual = true, Activation = Activation.HardSwish },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 3 },
            new SigmoidSpec()),
        ["hard gates, a hidden layer"] = Of(
            new InputSpec(3, 13, 12),
            new ConvSpec { Filters = 9, Stride = 2, Activation = Activation.HardSwish },
            new DsBlockSpec
            {
                Conv1Filters = null,
                Pointwise = null,
                OutChannels = 9,
                Residual = true,
                Activation = Activation.Relu,
                SqueezeExcite = new SqueezeExciteSpec { Filters = 5, Activation = Activation.Relu, Gate = Activation.HardSigmoid },
            },
            new DsBlockSpec { Conv1Filters = 23, Pointwise = null, OutChannels = 9, Residual = true, SqueezeExcite = new SqueezeExciteSpec { Gate = Activation.HardSigmoid } },
            new ConvSpec { Filters = 20, Kernel = 1, Activation = Activation.HardSwish },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 14, Activation = Activation.HardSwish },
            new FullyConnectedSpec { Units = 5 },
            new SoftmaxSpec()),
        ["activations after Conv_2"] = Of(
            new InputSpec(3, 11, 10),
            new DsBlockSpec { Conv1Filters = null, Pointwise = null, OutChannels = 18, SqueezeExcite = null, Activation = Activation.Relu6, Conv2Activation = Activation.Relu6 },
            new DsBlockSpec { Conv1Filters = 30, OutChannels = 18, Residual = true, SwishBeta = 1.5, Conv2Activation = Activation.Swish },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 4 },
            new SoftmaxSpec()),
        ["groups"] = Of(
            new InputSpec(2, 10, 6),
            new ConvSpec { Filters = 12, Kernel = 3 },
            new DsBlockSpec { Conv1Filters = 60, OutChannels = 8, Pointwise = new PointwiseSpec { Groups = 5 } },
            new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, Pointwise = new PointwiseSpec { Groups = 3, Rank = 6 }, Residual = true },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 6 },
            new SoftmaxSpec()),
        ["one pixel"] = Of(
            new InputSpec(4, 1, 1),
            new DsBlockSpec { Conv1Filters = 14, OutChannels = 4, Residual = true },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 5 },
            new SoftmaxSpec()),
        ["large maps"] = Of(
            new InputSpec(3, 75, 61),
            new DsBlockSpec { Conv1Filters = 32, Conv1Kernel = 3, Conv1Stride = 2, OutChannels = 16 },
            new DsBlockSpec { Conv1Filters = 96, OutChannels = 24, Stride = 2, Kernel = 5 },
            new DsBlockSpec { Conv1Filters = 144, OutChannels = 24, Residual = true },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 10 },
            new SoftmaxSpec()),
    };

    internal static float[] Image(ModelSpec spec, int seed = 5, int images = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, checked(spec.Input.Shape.Elements * images)).Select(_ => (float)((random.NextDouble() * 4) - 2))];
    }

    internal static ModelFile Model(string name, int seed = 3) => Networks.WithRandomWeights(Specs[name], seed).FoldBatchNorm();

    /// <summary>All of a network in bytes, with the ranges that an image has in it.</summary>
    internal static ModelFile Quantized(ModelFile model, bool onlyBytes = true)
    {
        NetworkPlan plan = model.Spec.Plan;
        double[][] values = new PlainEngine(model).Run([.. Image(model.Spec, seed: 6).Select(x => (double)x)]);
        var activations = new List<ActivationQuantization> { Range(plan.Input) };
        foreach (Operation operation in plan.Operations.Where(operation => operation is not HeadOperation && operation.Output != plan.Logits))
        {
            bool isBeforeRelu = operation is WeightedOperation && plan.ReadersOf(operation.Output).Any(next => next is ActivationOperation { Kind: Activation.Relu or Activation.Relu6 });
            if (operation is ActivationOperation { Gate: { } gate })
                activations.Add(ActivationQuantization.FromRange(gate, 0, 1));
            if (operation is PoolOperation { Kind: PoolKind.Max } or GlobalPoolOperation { Kind: PoolKind.Max })
                activations.Add(activations.Single(a => a.Name == operation.Inputs[0].Name) with { Name = operation.Output.Name });
            else if (!isBeforeRelu)
                activations.Add(Range(operation.Output));
        }

        // Without some, numbers and bytes meet in every way.
        if (!onlyBytes)
            activations.RemoveAll(activation => StableHash(activation.Name) % 4 == 0);
        return model with
        {
            Quantization = new QuantizationSpec
            {
                Activations = [.. activations],
                Weights = [.. model.Spec.Weights.Where(w => w.Role == WeightRole.Weight && (onlyBytes || StableHash(w.Name) % 5 != 0)).Select(Scales)],
            },
        };

        ActivationQuantization Range(PlanValue value) => ActivationQuantization.FromRange(value.Name, values[value.Index].Min(), values[value.Index].Max());

        WeightQuantization Scales(WeightShape weight)
        {
            float[] numbers = model.Weights[weight.Name].ToFloats();
            return new WeightQuantization { Name = weight.Name, Scales = [.. numbers.Chunk(numbers.Length / weight.Dimensions[0]).Select(filter => filter.Max(Math.Abs) / 127)] };
        }
    }

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => ((hash * 31) + c) & 0xffff);

    private static ModelSpec Of(InputSpec input, params LayerSpec[] layers) => new(input, [.. layers]);
}
