using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Memory;

/// <summary>Draws the contents of a network's arena, layer by layer.</summary>
public static class MemoryDiagram
{
    private const double ColumnWidth = 22;
    private const double Height = 260;
    private const double Inset = 2;
    private const double KeySize = 11;

    private static readonly (BlockRole Role, Tone Tone, string Text)[] _keys =
    [
        (BlockRole.Map, Tone.Data, "whole maps"), (BlockRole.Rows, Tone.Depthwise, "rows of maps"), (BlockRole.Work, Tone.Junction, "room to compute"),
    ];

    /// <summary>Draws the arena as SVG: a column for each pass from the image to the scores, and in it a bar for each live map at its offset. The peak is labeled.</summary>
    /// <remarks>Each bar shows its value and bytes in a tooltip. Where a pass overwrites its input, the output covers it.</remarks>
    /// <param name="spec">The network; its batch norms are treated as folded.</param>
    /// <param name="mode">How maps are kept.</param>
    /// <param name="quantization">What is stored as bytes, or null for nothing: float32.</param>
    /// <returns>An <c>svg</c> element in ASCII, for light and dark pages, without scripts and external resources.</returns>
    /// <exception cref="InvalidSpecException">The quantization belongs to a different network.</exception>
    public static string ToSvg(ModelSpec spec, MemoryMode mode, QuantizationSpec? quantization = null) => Markup.Write(Draw(spec, mode, quantization));

    internal static XElement Draw(ModelSpec spec, MemoryMode mode, QuantizationSpec? quantization)
    {
        MemoryLayout layout = MemoryPlan.LayoutOf(spec, mode, quantization);
        double scale = Height / Math.Max(layout.ArenaBytes, 1);
        int passes = layout.Passes.Length;
        LiveBlock[][] live = [.. Enumerable.Range(0, passes).Select(pass => layout.LiveDuring(pass).OrderBy(block => block.Role).ThenBy(block => block.Offset).ToArray())];
        int peak = Array.FindIndex(live, blocks => blocks.Any(block => block.End == layout.ArenaBytes));
        var canvas = new SvgCanvas();
        string title = $"{spec.Name}, {mode.Name()}: an arena of {Quantity.Exact(layout.ArenaBytes)} bytes";
        canvas.Text(0, -58, title, TextStyle.Title);
        DrawKeys(canvas, live);
        foreach ((int pass, LiveBlock[] blocks) in live.Index())
        {
            foreach (LiveBlock block in blocks)
            {
                string name = $"{block.Value ?? _keys[(int)block.Role].Text}: {Quantity.Exact(block.Bytes)} bytes at {Quantity.Exact(block.Offset)}";
                canvas.Rectangle((pass * ColumnWidth) + Inset, Height - (block.End * scale), ColumnWidth - (2 * Inset), block.Bytes * scale, _keys[(int)block.Role].Tone, radius: 0, name);
            }
        }

        DrawAxis(canvas, layout);
        if (peak >= 0)
            NamePeak(canvas, layout, peak);
        return canvas.ToElement(title);
    }

    private static void DrawKeys(SvgCanvas canvas, LiveBlock[][] live)
    {
        double x = 0;
        foreach ((BlockRole role, Tone tone, string text) in _keys.Where(key => live.Any(blocks => blocks.Any(block => block.Role == key.Role))))
        {
            canvas.Rectangle(x, -46, KeySize, KeySize, tone);
            canvas.Text(x + KeySize + 6, -36, text, TextStyle.Note);
            x += KeySize + 24 + TextStyle.Note.Width(text);
        }
    }

    /// <summary>The layers' numbers, each below the first pass that computes the layer.</summary>
    private static void DrawAxis(SvgCanvas canvas, MemoryLayout layout)
    {
        canvas.Line(new Point(0, Height), new Point(layout.Passes.Length * ColumnWidth, Height));
        int last = -1;
        foreach ((int pass, PlacedPass placed) in layout.Passes.Index())
        {
            int layer = LayerOf(placed);
            if (layer > last)
                canvas.Text((pass + 0.5) * ColumnWidth, Height + 16, layer.ToString(CultureInfo.InvariantCulture), TextStyle.Label, Anchor.Middle);
            last = Math.Max(last, layer);
        }

        canvas.Text(0, Height + 34, "layer", TextStyle.Note);
    }

    private static void NamePeak(SvgCanvas canvas, MemoryLayout layout, int peak)
    {
        double middle = (peak + 0.5) * ColumnWidth;
        string text = $"peak: {Quantity.Exact(layout.ArenaBytes)} bytes in layer {LayerOf(layout.Passes[peak]).ToString(CultureInfo.InvariantCulture)}";
        double width = TextStyle.Name.Width(text);
        canvas.Arrow(new Point(middle, -12), new Point(middle, -1));
        canvas.Text(Math.Max(0, middle - (width / 2)), -16, text, TextStyle.Name);
    }

    /// <summary>The layer of the last operation of a pass, which the pass exists for.</summary>
    private static int LayerOf(PlacedPass placed) => placed.Pass.Steps.Select(step => step.Operation?.Layer ?? 0).Max();
}
