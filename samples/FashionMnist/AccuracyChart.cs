using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace FashionMnistSample;

/// <summary>Draws test accuracy against the number of parameters: our rows of the results, and the published ones.</summary>
internal static class AccuracyChart
{
    private const int Width = 760;
    private const int Height = 420;
    private const string Font = "Liberation Sans";

    private static readonly Color _ours = Color.FromHex("#0969da");
    private static readonly Color _theirs = Color.FromHex("#8c959f");
    private static readonly Color _yardstick = Color.FromHex("#59636e");
    private static readonly Color _ink = Color.FromHex("#1f2328");

    /// <summary>Those of the data set's own table that say how many parameters they have.</summary>
    private static readonly (string Name, double Parameters, double Accuracy)[] _published =
    [
        ("2 conv", 100e3, 0.925), ("2 conv + 3 fc", 500e3, 0.934), ("VGG16", 26e6, 0.935), ("ResNet18", 11e6, 0.949), ("DenseNet-BC", 768e3, 0.954), ("WRN40-4", 8.9e6, 0.967),
    ];

    internal static void Draw(string results, string output)
    {
        using var plot = new Plot();
        plot.Title("Fashion-MNIST: accuracy on the test images", size: 16);
        plot.XLabel("parameters", size: 13);
        plot.Axes.Bottom.TickGenerator = new NumericManual([5, 6, 7], ["100 thousand", "1 million", "10 million"]);
        plot.Axes.Left.TickGenerator = new NumericManual([0.92, 0.93, 0.94, 0.95, 0.96, 0.97], ["0.92", "0.93", "0.94", "0.95", "0.96", "0.97"]);
        plot.Font.Set(Font);
        plot.Axes.Right.IsVisible = plot.Axes.Top.IsVisible = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Grid.MajorLineColor = Color.FromHex("#eaeef2");
        (string Name, double Parameters, double Accuracy)[] measured = [.. Rows(results)];
        Add(plot, "published", _published, _theirs);
        Add(plot, "VGG16, trained here", measured.Where(IsYardstick), _yardstick);
        Add(plot, "DsCnn", measured.Where(network => !IsYardstick(network)), _ours);
        plot.Axes.SetLimits(4.8, 7.8, 0.92, 0.972);
        plot.Legend.FontName = Font;
        plot.ShowLegend(Alignment.LowerRight);
        plot.Legend.OutlineColor = Color.FromHex("#eaeef2");
        plot.Legend.ShadowColor = Colors.Transparent;

        // The first time, ScottPlot draws more than once until the axes have room for their numbers; in an SVG that would be two pictures on top of each other.
        plot.RenderInMemory(Width, Height);
        File.WriteAllText(output, plot.GetSvgXml(Width, Height)
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" style=\"max-width: 100%; height: auto\" ", StringComparison.Ordinal)
            .Replace($"font-family=\"{Font}\"", $"font-family=\"{Font}, Helvetica, Arial, sans-serif\"", StringComparison.Ordinal));
    }

    private static void Add(Plot plot, string name, IEnumerable<(string Name, double Parameters, double Accuracy)> networks, Color color)
    {
        (string Name, double Parameters, double Accuracy)[] all = [.. networks];
        ScottPlot.Plottables.Scatter points = plot.Add.ScatterPoints(
            all.Select(network => Math.Log10(network.Parameters)).ToArray(), all.Select(network => network.Accuracy).ToArray(), color);
        points.MarkerSize = 10;
        points.LegendText = name;
        foreach ((string label, double parameters, double accuracy) in all)
        {
            ScottPlot.Plottables.Text text = plot.Add.Text(label, Math.Log10(parameters), accuracy);
            text.LabelFontColor = _ink;
            text.LabelFontSize = 13;
            text.LabelFontName = Font;
            text.OffsetX = 8;
            text.OffsetY = -18;
        }
    }

    /// <summary>The patent's yardstick has no DS blocks; it was only trained with the same recipe.</summary>
    private static bool IsYardstick((string Name, double Parameters, double Accuracy) network) => network.Name.StartsWith("vgg", StringComparison.Ordinal);

    /// <summary>The best row of each size: networks of one size are rounds of training of the same network.</summary>
    private static IEnumerable<(string Name, double Parameters, double Accuracy)> Rows(string path) =>
        File.ReadLines(path).Skip(1).Select(line => line.Split(','))
            .Select(cells => (cells[0], Number(cells[1]), Number(cells[3])))
            .GroupBy(row => row.Item2).Select(rows => rows.MaxBy(row => row.Item3));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
