using BackEnd.Tests;

namespace DsCnn.Tests;

/// <summary>Quantizations with the ranges that values have on some images, found with loops in double precision.</summary>
internal static class Calibration
{
    /// <summary>Bytes for every value that the library keeps as some, and for the logits.</summary>
    /// <param name="folded">A network without batch norms.</param>
    /// <param name="images">N x C x H x W numbers.</param>
    internal static QuantizationSpec SpecOf(ModelFile folded, float[] images)
    {
        NetworkPlan plan = folded.Spec.Plan;
        var engine = new PlainEngine(folded);
        double[][][] runs = [.. images.Select(x => (double)x).Chunk(plan.Input.Shape.Elements).Select(engine.Run)];
        var chosen = new Dictionary<string, ActivationQuantization>();
        foreach (QuantizedValue value in QuantizationPlacement.ValuesOf(plan))
        {
            chosen[value.Name] = value.SameAs is { } same && chosen.TryGetValue(same, out ActivationQuantization? bytes)
                ? bytes with { Name = value.Name }
                : value.IsGate ? ActivationQuantization.FromRange(value.Name, 0, 1) : RangeOf(value.Name);
        }

        return new QuantizationSpec
        {
            Activations = [.. chosen.Values],
            Weights = [.. folded.Weights.Where(weight => weight.Value.Dimensions.Count > 1).Select(weight => new WeightQuantization { Name = weight.Key, Scales = [.. Scales(weight.Value)] })],
            Logits = chosen.ContainsKey(plan.Logits.Name) ? null : RangeOf(plan.Logits.Name),
        };

        ActivationQuantization RangeOf(string name)
        {
            int index = plan.Values.Single(value => value.Name == name).Index;
            return ActivationQuantization.FromRange(name, runs.Min(run => run[index].Min()), runs.Max(run => run[index].Max()));
        }
    }

    private static IEnumerable<float> Scales(WeightTensor weight) =>
        weight.ToFloats().Chunk(weight.ToFloats().Length / weight.Dimensions[0]).Select(filter => Math.Max(1e-6f, filter.Max(Math.Abs) / 127));
}
