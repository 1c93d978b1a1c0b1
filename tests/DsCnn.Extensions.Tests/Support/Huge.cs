namespace DsCnn.Tests;

/// <summary>A network that multiplies brightness by 3e38, ten times of which is more than float32 holds: of black it makes numbers, of white none.</summary>
internal static class Huge
{
    internal static ModelFile Model { get; } = Create(new ModelSpec(new InputSpec(1, 1, 1), [new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 2 }]) { Name = "huge" });

    private static ModelFile Create(ModelSpec spec) => new(spec, new WeightSet(spec.Weights.Select(Fill))) { Preprocessing = new Preprocessing([0], [0.1]) };

    private static KeyValuePair<string, WeightTensor> Fill(WeightShape weight)
    {
        float[] values = new float[weight.Elements];
        Array.Fill(values, weight.Dimensions.Count == 2 ? 3e38f : 0);
        return KeyValuePair.Create(weight.Name, WeightTensor.FromFloats(weight.Dimensions, values));
    }
}
