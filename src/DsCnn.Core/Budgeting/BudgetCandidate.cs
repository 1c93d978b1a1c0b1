using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Budgeting;

/// <summary>A member of a family, and its share of a budget.</summary>
internal sealed class BudgetCandidate
{
    internal BudgetCandidate(ArchitectureTable table, ModelSpec spec, (double Width, double Depth) factors, Budget budget)
    {
        Table = table;
        Spec = spec;
        (Width, Depth) = factors;
        Cost = spec.Cost;
        Shares = budget.SharesOf(spec);
    }

    /// <summary>The factor applied to all channels. If several factors give the same channels, this is the one nearest to 1.</summary>
    public double Width { get; }

    /// <summary>The factor applied to all repeats. If several factors give the same repeats, this is the one nearest to 1.</summary>
    public double Depth { get; }

    /// <summary>The input images.</summary>
    public InputSpec Input => Spec.Input;

    /// <summary>The scaled table, named after its factors, such as <c>efficientnet-b0-w0.75-d1.2</c>.</summary>
    public ArchitectureTable Table { get; }

    /// <summary>The cost of the network.</summary>
    public ModelCost Cost { get; }

    /// <summary>How much of each limit it uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    public ImmutableArray<BudgetShare> Shares { get; }

    /// <summary>Whether the model stays within all limits.</summary>
    public bool Fits => Shares.All(s => !s.IsBroken);

    /// <summary>The network itself.</summary>
    public ModelSpec Spec { get; }

    /// <summary>"width 0.75, depth 1.2, input 3 x 224 x 224".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"width {Width}, depth {Depth}, input {Input.Shape}");
}
