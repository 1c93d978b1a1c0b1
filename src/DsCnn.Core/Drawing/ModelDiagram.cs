using System.Xml.Linq;

namespace DsCnn;

/// <summary>Draws a network as a row of boxes, one for each layer.</summary>
/// <remarks>
/// A box is the map that the layer outputs: as high and deep as the map has rows and columns, and as wide as it has channels, where sides grow with
/// the square root. An arc is a residual connection. Neighbors that look the same are drawn once, with their number above:
/// VGG16's first two convolutions are one box, although one takes 3 channels and the other 64.
/// </remarks>
public static class ModelDiagram
{
    private const double Gap = 20;
    private const double RowWidth = 1080;
    private const double RowGap = 34;
    private const double ArcRoom = 14;
    private const double TitleRoom = 28;
    private const double TextGap = 18;

    /// <summary>The diagram as an SVG picture.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>One <c>svg</c> element in ASCII, without scripts and external resources; light or dark as the viewer prefers.</returns>
    public static string ToSvg(this ModelSpec spec) => Markup.Write(Draw(spec));

    internal static XElement Draw(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ModelCost cost = spec.Cost;
        string totals = $"{Quantity.Exact(cost.Parameters)} parameters, {Quantity.Short(cost.Macs)}MAC";
        var canvas = new SvgCanvas();
        canvas.Text(0, 0, TextStyle.Title.Fit(Markup.Clean(spec.Name), RowWidth / 2), TextStyle.Title);
        canvas.Text(0, 18, totals, TextStyle.Note);

        List<List<NetworkNode>> rows = Wrap(NetworkNode.Of(spec));
        double top = TitleRoom;
        double? edge = null;
        Point from = default;
        foreach (List<NetworkNode> row in rows)
        {
            double axis = top + ArcRoom + TextGap + row.Max(n => (n.Shape.Height + n.Shape.DepthY) / 2);
            if (edge is { } right)
                Turn(canvas, from, right, new Point(0, axis), top - (RowGap / 2));
            (from, edge, double bottom) = DrawRow(canvas, row, axis, first: edge is null);
            top = bottom + RowGap;
        }

        return canvas.ToElement($"{spec.Name}: {totals}");
    }

    /// <summary>Rows of about the same width.</summary>
    private static List<List<NetworkNode>> Wrap(IReadOnlyList<NetworkNode> nodes)
    {
        double total = nodes.Sum(n => n.Width + Gap);
        double limit = (total / Math.Ceiling(total / RowWidth)) + (nodes.Max(n => n.Width) / 2);
        var rows = new List<List<NetworkNode>> { new() };
        double width = 0;
        foreach (NetworkNode node in nodes)
        {
            if (width > 0 && width + node.Width > limit)
            {
                rows.Add([]);
                width = 0;
            }

            rows[^1].Add(node);
            width += node.Width + Gap;
        }

        return rows;
    }

    /// <summary>Draws the boxes along an axis and returns where the last one ends, and how far right and down the row extends.</summary>
    private static (Point End, double Right, double Bottom) DrawRow(SvgCanvas canvas, List<NetworkNode> row, double axis, bool first)
    {
        double reach = row.Max(n => (n.Shape.Height + n.Shape.DepthY) / 2);
        double bottom = axis + reach;
        double left = first ? 0 : Gap;
        Point? from = first ? null : new Point(Gap / 2, axis);
        foreach (NetworkNode node in row)
        {
            double center = left + (node.Width / 2);
            var start = new Point(center - ((node.Shape.Width + node.Shape.DepthX) / 2), axis);
            var end = new Point(start.X + node.Shape.Width + node.Shape.DepthX, axis);
            if (from is { } previous)
                canvas.Arrow(previous, start);
            node.Shape.Draw(canvas, start, node.Label.Tone);
            DrawAbove(canvas, node, start, end);

            double line = axis + reach + TextGap;
            foreach ((string text, TextStyle style) in node.Lines)
            {
                canvas.Text(center, line, text, style, Anchor.Middle);
                bottom = Math.Max(bottom, line);
                line += NetworkNode.LineHeight;
            }

            from = end;
            left += node.Width + Gap;
        }

        return (from!.Value, left - Gap, bottom);
    }

    private static void DrawAbove(SvgCanvas canvas, NetworkNode node, Point start, Point end)
    {
        const double margin = 8;
        double top = start.Y - ((node.Shape.Height + node.Shape.DepthY) / 2) - margin;
        double right = end.X + margin;
        if (node.Label.Residual)
            canvas.Arrow(new(start.X - margin, start.Y), new(start.X - margin, top), new(right, top), new(right, start.Y));
        if (node.Count > 1)
        {
            canvas.Text(
                (start.X + right - margin) / 2, top - 4, $"\u00d7 {Caption.Number(node.Count)}", TextStyle.Name, Anchor.Middle);
        }
    }

    /// <summary>The connection from the end of one row to the beginning of the next.</summary>
    private static void Turn(SvgCanvas canvas, Point end, double edge, Point next, double middle)
    {
        double right = edge + (Gap / 2);
        canvas.Line(end, new(right, end.Y), new(right, middle), new(next.X, middle), next, new(Gap / 2, next.Y));
    }
}
