using System.Collections.Immutable;

namespace DsCnn.Cost;

/// <summary>The costs of two or more networks side by side, with ratios to a baseline.</summary>
/// <example><code>
/// var input = new InputSpec(channels: 3, height: 160, width: 160);
/// string[] names = ["ds-b0", "efficientnet-b0", "mobilenet-v2"];
/// IEnumerable&lt;ModelCost&gt; costs = names.Select(name =&gt; Presets.Find(name).ToSpec(classes: 12, input).Cost);
/// var comparison = new ModelComparison(costs, baseline: Presets.Vgg16(classes: 12, input).Cost);
/// Console.WriteLine(comparison.Summary());
/// </code></example>
public sealed class ModelComparison
{
    /// <summary>Compares networks.</summary>
    /// <param name="models">The cost of each network, at least one, in display order.</param>
    /// <param name="baseline">The network to compare with, or null for VGG16 at 224 x 224, the patent's yardstick. It is shown last
    /// if it is not among the models.</param>
    /// <exception cref="ArgumentException">There are no models, or one is null.</exception>
    public ModelComparison(IEnumerable<ModelCost> models, ModelCost? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        List<ModelCost> costs = [.. models];
        if (costs.Count == 0)
            throw new ArgumentException("a comparison needs at least one model beside its baseline. Received: none.", nameof(models));
        if (costs.Contains(null!))
            throw new ArgumentException($"a model must not be null. Received: null at index {costs.IndexOf(null!)}.", nameof(models));

        Baseline = baseline ?? Presets.Vgg16().Cost;
        if (!costs.Exists(cost => cost.IsSame(Baseline)))
            costs.Add(Baseline);
        Models = [.. costs.Select(cost => new ComparedModel(cost, CostRatios.Of(cost, Baseline)))];
    }

    /// <summary>The network that the others are compared with.</summary>
    public ModelCost Baseline { get; }

    /// <summary>The networks in order, including the baseline.</summary>
    public ImmutableArray<ComparedModel> Models { get; }
}

/// <summary>One network of a <see cref="ModelComparison"/>.</summary>
public sealed class ComparedModel
{
    internal ComparedModel(ModelCost cost, CostRatios ratios) =>
        (Cost, Ratios) = (cost, ratios);

    /// <summary>The cost of the network.</summary>
    public ModelCost Cost { get; }

    /// <summary>By what factor it is cheaper than the baseline; all ratios are 1 for the baseline itself.</summary>
    public CostRatios Ratios { get; }
}
