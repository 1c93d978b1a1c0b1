using System.Globalization;
using System.Text;

namespace DsCnn;

/// <summary>Draws what a network costs as text.</summary>
public static class ModelSummary
{
    /// <summary>A table of the layers with shapes, parameters and MACs, the totals, and how they compare with VGG16's.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Summary(this ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModelCost cost = spec.Cost;
        var table = new TextTable(new("#", AlignRight: true), new("layer"), new("output"), new("parameters", AlignRight: true), new("MACs", AlignRight: true));
        foreach (LayerCost layer in cost.Layers)
        {
            table.Add(
                layer.Index.ToString(CultureInfo.InvariantCulture), layer.Type, layer.Output.ToString(),
                Quantity.Exact(layer.Parameters), Quantity.Exact(layer.Macs));
        }

        table.AddRule();
        table.Add("", "total", "", Quantity.Exact(cost.Parameters), Quantity.Exact(cost.Macs));

        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{cost.Name}, input {cost.Input}\n")
            .Append(table)
            .Append(CultureInfo.InvariantCulture, $"{Quantity.Short(cost.Macs)}MAC = {Quantity.Short(cost.Flops)}FLOP for one image; ")
            .Append(CultureInfo.InvariantCulture, $"weights {Quantity.Short(cost.Float32Bytes)}B, activations at most {Quantity.Short(cost.PeakActivationBytes)}B as float32\n")
            .Append(Compare(cost, Presets.Vgg16().Cost))
            .ToString();
    }

    private static string Compare(ModelCost cost, ModelCost other) =>
        $"{Times(cost.Parameters, other.Parameters, "parameters")} than {other.Name.ToUpperInvariant()} ({Quantity.Exact(other.Parameters)}), " +
        $"{Times(cost.Macs, other.Macs, "MACs")} ({Quantity.Short(other.Macs)}MAC at {other.Input})\n";

    private static string Times(long mine, long theirs, string what) =>
        mine <= theirs
            ? $"{Quantity.Ratio((double)theirs / Math.Max(1, mine))} x fewer {what}"
            : $"{Quantity.Ratio((double)mine / theirs)} x more {what}";
}
