namespace DsCnn.Tests;

/// <summary>Networks with every number at random, batch norms' statistics included.</summary>
internal static class CompressionCases
{
    /// <summary>Every way in which channels can hang together: plain, residual, without a 1x1, without Conv_1, of low rank, flattened, between fully connected layers.</summary>
    internal static ModelSpec Mixed() => new(new InputSpec(1, 8, 8),
    [
        new ConvSpec { Filters = 6 },
        new DsBlockSpec { Conv1Filters = 12, OutChannels = 8, Stride = 2 },
        new DsBlockSpec { Conv1Filters = 24, OutChannels = 8, Residual = true, SqueezeExcite = new() { Filters = 3 } },
        new DsBlockSpec { Conv1Filters = 16, OutChannels = 8, Residual = true, Pointwise = null },
        new DsBlockSpec { Conv1Filters = null, OutChannels = 10, Pointwise = null, SqueezeExcite = null },
        new DsBlockSpec { Conv1Filters = 20, OutChannels = 6, Pointwise = new() { Rank = 5 }, Conv2Rank = 4 },
        new FullyConnectedSpec { Units = 12, Activation = Activation.Relu },
        new FullyConnectedSpec { Units = 4 },
        new SoftmaxSpec(),
    ])
    { Name = "mixed" };

    internal static ModelFile Random(ModelSpec spec, int seed = 1)
    {
        var random = new Random(seed);
        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, Numbers(w, random))))));
    }

    /// <summary>The same network with some tensors changed.</summary>
    internal static ModelFile With(this ModelFile model, Func<string, float[], float[]> change) =>
        new(model.Spec, new WeightSet(model.Weights.Select(w => KeyValuePair.Create(w.Key, WeightTensor.FromFloats(w.Value.Dimensions, change(w.Key, w.Value.ToFloats()))))));

    private static float[] Numbers(WeightShape shape, Random random)
    {
        // Filters of a size that keeps activations near 1; scales and variances away from 0.
        double size = shape.Dimensions.Count > 1 ? 2 / Math.Sqrt(shape.Dimensions.Skip(1).Aggregate(1, (a, b) => a * b)) : 0.5;
        bool positive = shape.Role is WeightRole.RunningVariance or WeightRole.Scale;
        return [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (float)(positive ? 0.5 + random.NextDouble() : ((2 * random.NextDouble()) - 1) * size))];
    }
}
