namespace DsCnn.Tests;

/// <summary>Networks with random weights, batch norms that do something among them.</summary>
internal static class Networks
{
    internal static ModelSpec Small { get; } = new(new InputSpec(1, 8, 8),
    [
        new DsBlockSpec { Conv1Filters = 8, Conv1Kernel = 3, OutChannels = 6 },
        new DsBlockSpec { Conv1Filters = 36, OutChannels = 6, Residual = true, DropPath = 0.2 },
        new GlobalAveragePoolSpec(),
        new DropoutSpec { Rate = 0.1 },
        new FullyConnectedSpec { Units = 3 },
        new SoftmaxSpec(),
    ])
    { Name = "small" };

    internal static ModelFile WithRandomWeights(ModelSpec spec, int seed = 1)
    {
        var random = new Random(seed);
        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, Draw(w, random)))));
    }

    private static WeightTensor Draw(WeightShape weight, Random random)
    {
        double scale = weight.Dimensions.Count == 1 ? 0.3 : Math.Sqrt(6.0 * weight.Dimensions[0] / weight.Elements);
        double center = weight.Name.EndsWith("running_var") || (weight.Name.Contains("bn") && weight.Name.EndsWith("weight")) ? 1 : 0;
        float[] values = new float[weight.Elements];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(center + (scale * ((2 * random.NextDouble()) - 1)));
        return WeightTensor.FromFloats(weight.Dimensions, values);
    }
}
