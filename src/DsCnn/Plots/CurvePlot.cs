using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace DsCnn.Plots;

/// <summary>One pair of axes with some curves.</summary>
internal sealed class CurvePlot : IDisposable
{
    internal static readonly Color Training = Color.FromHex("#8c959f");
    internal static readonly Color Validation = Color.FromHex("#0969da");
    internal static readonly Color Rate = Color.FromHex("#8250df");

    private const int MostMarkers = 30;

    private static readonly Color _best = Color.FromHex("#bf3989");
    private static readonly Color _ink = Color.FromHex("#1f2328");
    private static readonly Color _muted = Color.FromHex("#59636e");
    private static readonly Color _grid = Color.FromHex("#eaeef2");

    private static readonly string[] _fonts = ["Helvetica", "Arial", "Segoe UI", "Open Sans", "Liberation Sans", "DejaVu Sans"];

    private readonly Plot _plot = new();

    internal CurvePlot(string title, string xLabel)
    {
        _plot.RenderManager.ClearCanvasBeforeEachRender = false;
        _plot.Title(title, size: 16);
        _plot.XLabel(xLabel, size: 13);
        _plot.Font.Set(Font);
        _plot.Axes.Color(_muted);
        _plot.Axes.Title.Label.ForeColor = _ink;
        _plot.Axes.Bottom.Label.Bold = false;
        _plot.Axes.Bottom.MinorTickStyle.Length = 0;
        _plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true, LabelFormatter = Number };
        _plot.Axes.Left.MinorTickStyle.Length = 0;
        _plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = Number };
        _plot.Axes.Right.IsVisible = false;
        _plot.Axes.Top.IsVisible = false;
        _plot.Grid.MajorLineColor = _grid;
    }

    /// <summary>A sans-serif font that this machine has; ScottPlot would use the system's default, which may be any font.</summary>
    internal static string Font { get; } = _fonts.FirstOrDefault(SKFontManager.Default.GetFontFamilies().Contains) ?? Fonts.Default;

    public void Dispose() => _plot.Dispose();

    /// <summary>Adds a curve through the points that have a value.</summary>
    internal void Add(string name, IEnumerable<(double X, double? Y)> points, Color color)
    {
        Coordinates[] known = [.. points.Where(point => double.IsFinite(point.Y ?? double.NaN)).Select(point => new Coordinates(point.X, point.Y!.Value))];
        if (known.Length == 0)
            return;

        Scatter curve = _plot.Add.Scatter(known, color);
        curve.LegendText = name;
        curve.LineWidth = 2;
        curve.MarkerSize = known.Length <= MostMarkers ? 5 : 0;
    }

    /// <summary>Marks a point and describes it in the legend.</summary>
    internal void Mark(double x, double y, string legend)
    {
        if (!double.IsFinite(y))
            return;

        Marker mark = _plot.Add.Marker(x, y, MarkerShape.OpenCircle, size: 13, _best);
        mark.MarkerLineWidth = 2;
        mark.LegendText = legend;
    }

    /// <summary>Labels points of the x axis with names instead of numbers.</summary>
    internal void NameTicks(IReadOnlyList<string> names)
    {
        _plot.Axes.Bottom.TickGenerator = new NumericManual([.. Enumerable.Range(0, names.Count).Select(i => (double)i)], [.. names]);
        _plot.Axes.Margins(horizontal: 0.1);
    }

    internal void Draw(SKCanvas canvas, PixelRect place, Alignment? legend)
    {
        if (legend is { } corner)
        {
            _plot.Legend.FontName = Font;
            _plot.Legend.FontSize = 13;
            _plot.ShowLegend(corner);
            _plot.Legend.OutlineColor = _grid;
            _plot.Legend.ShadowColor = Colors.Transparent;
            _plot.Legend.FontColor = _ink;
        }
        else
        {
            _plot.HideLegend();
        }

        // The first time, ScottPlot draws repeatedly until the axes have room for their labels; in an SVG, that would put two pictures on top of each other.
        _plot.RenderInMemory((int)place.Width, (int)place.Height);
        _plot.Render(canvas, place);
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
