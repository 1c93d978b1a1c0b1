using System.Globalization;

namespace DsCnn;

/// <summary>Formats the costs of a network: layers with shapes, parameters and MACs, the totals, and a comparison with VGG16.</summary>
public static class ModelSummary
{
    /// <summary>The summary as text for a terminal.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Summary(this ModelSpec spec) => Describe(spec).ToText();

    /// <summary>The summary in GitHub-flavored Markdown: a heading, a table and a list.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToMarkdown(this ModelSpec spec) => Describe(spec).ToMarkdown();

    /// <summary>The summary and the diagram as HTML.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources. It can be embedded in a page, shown in a
    /// notebook, or saved and opened directly.</returns>
    public static string ToHtml(this ModelSpec spec) => HtmlReport.Draw(Describe(spec), ModelDiagram.Draw(spec));

    private static Report Describe(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModelCost cost = spec.Cost;
        var table = new Table(
            new("#", AlignRight: true), new("layer"), new("output"), new("parameters", AlignRight: true), new("MACs", AlignRight: true));
        foreach (LayerCost layer in cost.Layers)
        {
            table.Add(
                layer.Index.ToString(CultureInfo.InvariantCulture), layer.Type, layer.Output.ToString(),
                Quantity.Exact(layer.Parameters), Quantity.Exact(layer.Macs));
        }

        table.AddTotal("", "total", "", Quantity.Exact(cost.Parameters), Quantity.Exact(cost.Macs));

        return new Report(
            $"{cost.Name}, input {cost.Input}",
            table,
            [
                $"{Quantity.Short(cost.Macs)}MAC = {Quantity.Short(cost.Flops)}FLOP for one image; " +
                $"weights {Quantity.Short(cost.Float32Bytes)}B, activations at most {Quantity.Short(cost.PeakActivationBytes)}B as float32",
                Compare(cost, Yardstick.For(spec)),
            ]);
    }

    private static string Compare(ModelCost cost, Yardstick other) =>
        $"{Times(other.Parameters, cost.Parameters, "parameters")} than VGG16{(other.Classes is null ? "'s convolutions" : "")} ({Quantity.Exact(other.Parameters)}), " +
        $"{Times(other.Macs, cost.Macs, "MACs")} ({Quantity.Short(other.Macs)}MAC at {other.Input})" +
        (other.Classes is { } classes ? $", for {Quantity.Exact(classes)} {(classes == 1 ? "class" : "classes")}" : "");

    private static string Times(long other, long own, string what)
    {
        double ratio = CostRatios.Over(other, own);
        return ratio >= 1 ? $"{Quantity.Ratio(ratio)} x fewer {what}" : $"{Quantity.Ratio(1 / ratio)} x more {what}";
    }
}
