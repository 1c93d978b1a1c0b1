using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Budgeting;

/// <summary>One member of a family, and what it takes of a budget.</summary>
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

    /// <summary>The factor of all channels. Of the factors that give the same channels, it is the nearest to 1.</summary>
    public double Width { get; }

    /// <summary>The factor of all repeats. Of the factors that give the same repeats, it is the nearest to 1.</summary>
    public double Depth { get; }

    /// <summary>The images.</summary>
    public InputSpec Input => Spec.Input;

    /// <summary>The scaled table, called after its factors, such as <c>efficientnet-b0-w0.75-d1.2</c>.</summary>
    public ArchitectureTable Table { get; }

    /// <summary>What it costs.</summary>
    public ModelCost Cost { get; }

    /// <summary>How much of each limit it uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    public ImmutableArray<BudgetShare> Shares { get; }

    /// <summary>Whether no limit is broken.</summary>
    public bool Fits => Shares.All(s => !s.IsBroken);

    /// <summary>The network itself.</summary>
    public ModelSpec Spec { get; }

    /// <summary>"width 0.75, depth 1.2, input 3 x 224 x 224".</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"width {Width}, depth {Depth}, input {Input.Shape}");
}
