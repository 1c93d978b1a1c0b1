using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn;

/// <summary>One member of a family, and what it takes of a budget.</summary>
public sealed class BudgetCandidate
{
    private readonly Lazy<ModelSpec> _spec;

    internal BudgetCandidate(ArchitectureTable table, int? classes, InputSpec input, (double Width, double Depth, double Resolution) scale, Budget budget)
    {
        Table = table;
        Input = input;
        (Width, Depth, Resolution) = scale;

        // Thousands are compared and few are reported, so the spec is not kept.
        Cost = table.ToSpec(classes, input).Cost;
        Shares = budget.SharesOf(Cost);
        _spec = new(() => table.ToSpec(classes, input));
    }

    /// <summary>The factor of all channels. Of the factors that give the same channels, it is the nearest to 1.</summary>
    public double Width { get; }

    /// <summary>The factor of all repeats. Of the factors that give the same repeats, it is the nearest to 1.</summary>
    public double Depth { get; }

    /// <summary>The images' height over the published height.</summary>
    public double Resolution { get; }

    /// <summary>The images.</summary>
    public InputSpec Input { get; }

    /// <summary>The scaled table, called after its factors, such as <c>efficientnet-b0-w0.75-d1.2</c>.</summary>
    public ArchitectureTable Table { get; }

    /// <summary>What it costs.</summary>
    public ModelCost Cost { get; }

    /// <summary>How much of each limit it uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    public ImmutableArray<BudgetShare> Shares { get; }

    /// <summary>Whether no limit is broken.</summary>
    public bool Fits => Shares.All(s => !s.IsBroken);

    /// <summary>The network itself.</summary>
    public ModelSpec Spec => _spec.Value;

    /// <summary>"width 0.75, depth 1.2, input 3 x 224 x 224".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"width {Width}, depth {Depth}, input {Input.Shape}");
}
