namespace DsCnn.Cost;

/// <summary>Formats a comparison of networks: one row each, with the ratios to the baseline's costs.</summary>
public static class ComparisonSummary
{
    /// <summary>The comparison as text for a terminal.</summary>
    /// <param name="comparison">The networks.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Summary(this ModelComparison comparison) => Describe(comparison).ToText();

    /// <summary>The comparison in GitHub-flavored Markdown.</summary>
    /// <param name="comparison">The networks.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToMarkdown(this ModelComparison comparison) => Describe(comparison).ToMarkdown();

    /// <summary>The comparison as HTML.</summary>
    /// <param name="comparison">The networks.</param>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public static string ToHtml(this ModelComparison comparison) => HtmlReport.Draw(Describe(comparison));

    private static Report Describe(ModelComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        const string fewer = "x fewer";
        var table = new Table(
            new("model"), new("input"),
            new("parameters", AlignRight: true), new(fewer, AlignRight: true),
            new("MACs", AlignRight: true), new(fewer, AlignRight: true),
            new("weights", AlignRight: true), new("activations", AlignRight: true), new(fewer, AlignRight: true));
        foreach (ComparedModel model in comparison.Models)
        {
            ModelCost cost = model.Cost;
            table.Add(
                cost.Name, cost.Input.ToString(),
                Quantity.Exact(cost.Parameters), Quantity.Ratio(model.Ratios.Parameters),
                Quantity.Short(cost.Macs).TrimEnd(), Quantity.Ratio(model.Ratios.Macs),
                Quantity.Short(cost.Float32Bytes) + "B", Quantity.Short(cost.PeakActivationBytes) + "B",
                Quantity.Ratio(model.Ratios.PeakActivationBytes));
        }

        return new Report(
            $"Models compared with {comparison.Baseline.Name} (1.00)",
            table,
            [
                $"\"{fewer}\" is the figure of {comparison.Baseline.Name} over the model's: 2.00 is half as many, 0.50 twice as many.",
                "MACs and the most activations alive at once are for one image; weights and activations are float32.",
            ]);
    }
}
