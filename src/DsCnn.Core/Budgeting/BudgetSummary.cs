using System.Globalization;
using System.Text;

namespace DsCnn.Budgeting;

/// <summary>Formats a <see cref="BudgetSolution"/> as text.</summary>
public static class BudgetSummary
{
    /// <summary>A table of the chosen model, the rejected trade-offs and the nearest misses with their reasons, followed by the use of each limit.</summary>
    /// <param name="solution">The solution.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Summary(this BudgetSolution solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        var table = new Table(
            new(""), new("width", AlignRight: true), new("depth", AlignRight: true), new("input"), new("parameters", AlignRight: true),
            new("MACs", AlignRight: true), new("activations", AlignRight: true), new("weights", AlignRight: true), new("why not"));
        Add(table, "chosen", solution.Chosen, "");
        if (!solution.TradeOffs.IsEmpty)
            table.BeginGroup();
        foreach (RejectedTradeOff tradeOff in solution.TradeOffs)
            Add(table, tradeOff.Difference, tradeOff.Candidate, tradeOff.Reason);
        if (!solution.Misses.IsEmpty)
            table.BeginGroup();
        foreach (BudgetMiss miss in solution.Misses)
            Add(table, BudgetText.OneStep(miss.Dimension), miss.Candidate, string.Join(", ", miss.Broken.Select(BudgetText.Overshoot)));

        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{solution.Family.Name}, the largest by {solution.Largest.Name} ")
            .Append(CultureInfo.InvariantCulture, $"of {Quantity.Exact(solution.Searched)} models searched\n")
            .Append(TextTable.Draw(table))
            .Append(CultureInfo.InvariantCulture, $"uses {string.Join(", ", solution.Chosen.Shares.Select(BudgetText.Use))}\n");
        if (!solution.AtRangeEnd.IsEmpty)
        {
            string ends = string.Join(" and ", solution.AtRangeEnd.Select(d => d.ToString().ToLowerInvariant()));
            text.Append(CultureInfo.InvariantCulture, $"the search ends at this {ends}: a wider range may hold a larger model\n");
        }

        return text.ToString();
    }

    private static void Add(Table table, string what, BudgetCandidate model, string why) =>
        table.Add(
            what,
            model.Width.ToString(CultureInfo.InvariantCulture),
            model.Depth.ToString(CultureInfo.InvariantCulture),
            model.Input.Shape.ToString(),
            Quantity.Exact(model.Cost.Parameters),
            Quantity.Short(model.Cost.Macs).TrimEnd(),
            $"{Quantity.Short(model.Cost.PeakActivationBytes)}B",
            $"{Quantity.Short(model.Cost.Float32Bytes)}B",
            why);
}
