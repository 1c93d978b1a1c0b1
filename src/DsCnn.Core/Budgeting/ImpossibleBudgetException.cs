namespace DsCnn.Budgeting;

/// <summary>Not even the smallest model searched fits the budget. The message says what that model needs and what was allowed.</summary>
public sealed class ImpossibleBudgetException : ArgumentException
{
    internal ImpossibleBudgetException(string family, BudgetCandidate smallest)
        : base(null, "budget")
    {
        Smallest = smallest.Spec;
        string needs = string.Join(", ", smallest.Shares.Where(s => s.IsBroken).Select(BudgetText.NeedsAgainstAllowed));
        Message =
            $"No model of {family} fits the budget. The smallest one searched ({smallest}) needs {needs}. " +
            "Raise the budget, or search smaller widths, depths or images, or fewer classes.";
    }

    /// <summary>The narrowest, shallowest and coarsest model searched.</summary>
    public ModelSpec Smallest { get; }

    /// <summary>What the smallest model needs against what was allowed, on one line.</summary>
    public override string Message { get; }
}
