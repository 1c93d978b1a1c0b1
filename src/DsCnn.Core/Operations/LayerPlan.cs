using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>A layer in its place in a network: its input, its output, its tensors and its operations.</summary>
public sealed class LayerPlan
{
    internal LayerPlan(int index, LayerSpec spec, PlanValue input, BatchNormSpec? batchNorm)
    {
        Index = index;
        Spec = spec.Resolve(input.Shape);
        Input = input;

        var plan = new PlanBuilder(index, input, batchNorm);
        Spec.Lower(plan);
        Output = plan.Last;
        Operations = [.. plan.Operations];
        Weights = [.. Operations.SelectMany(operation => operation.Weights)];
    }

    /// <summary>A layer by itself, treated as the first layer of a network with default batch norms.</summary>
    internal LayerPlan(LayerSpec spec, TensorShape input)
        : this(0, spec, PlanValue.Images(input), new BatchNormSpec())
    {
    }

    /// <summary>The layer's position in <see cref="ModelSpec.Layers"/>, from 0, counting layers without weights.</summary>
    public int Index { get; }

    /// <summary>The layer itself, with all defaults filled in.</summary>
    public LayerSpec Spec { get; }

    /// <summary>Its input.</summary>
    public PlanValue Input { get; }

    /// <summary>Its output; the same as its input if it does nothing at inference.</summary>
    public PlanValue Output { get; }

    /// <summary>Its operations in order; none if it does nothing at inference.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>Its tensors, under the names that model files use.</summary>
    public ImmutableArray<WeightShape> Weights { get; }

    /// <summary>The prefix of its tensors' names: <c>layers.0</c>.</summary>
    public string Prefix => PrefixOf(Index);

    /// <summary>The prefix of a layer's tensors' names.</summary>
    internal static string PrefixOf(int layer) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"layers.{layer}");
}
