using System.Collections.Immutable;

namespace DsCnn.Plan;

/// <summary>A layer in its place in a network: what goes in, what comes out, what it holds and the steps that it consists of.</summary>
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

    /// <summary>A layer that stands alone, or as the first one, with batch norms as they are by default.</summary>
    internal LayerPlan(LayerSpec spec, TensorShape input)
        : this(0, spec, PlanValue.Images(input), new BatchNormSpec())
    {
    }

    /// <summary>The layer's position in <see cref="ModelSpec.Layers"/>, from 0, layers without weights included.</summary>
    public int Index { get; }

    /// <summary>The layer itself, with every default spelled out.</summary>
    public LayerSpec Spec { get; }

    /// <summary>What it gets.</summary>
    public PlanValue Input { get; }

    /// <summary>What it gives; its input, where it does nothing at inference.</summary>
    public PlanValue Output { get; }

    /// <summary>Its steps in order; none where it does nothing at inference.</summary>
    public ImmutableArray<Operation> Operations { get; }

    /// <summary>Its tensors, under the names that model files use.</summary>
    public ImmutableArray<WeightShape> Weights { get; }

    /// <summary>What the names of its tensors begin with: <c>layers.0</c>.</summary>
    public string Prefix => PrefixOf(Index);

    /// <summary>What the names of a layer's tensors begin with.</summary>
    internal static string PrefixOf(int layer) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"layers.{layer}");
}
