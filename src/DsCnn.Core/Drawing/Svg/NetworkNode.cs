namespace DsCnn.Drawing;

/// <summary>A box in the diagram of a network: one layer, or several neighbors that look the same.</summary>
/// <param name="Label">Its description.</param>
/// <param name="Count">The number of layers it represents.</param>
/// <param name="Shape">The size of its cuboid.</param>
internal sealed record NetworkNode(LayerLabel Label, int Count, Cuboid Shape)
{
    internal const double LineHeight = 14;

    /// <summary>The width of the cuboid or of the widest line below it.</summary>
    internal double Width => Lines.Select(l => l.Style.Width(l.Text)).Append(Shape.Width + Shape.DepthX).Append(56).Max();

    /// <summary>The lines below the cuboid, from top to bottom.</summary>
    internal IEnumerable<(string Text, TextStyle Style)> Lines =>
    [
        (Label.Kind, TextStyle.Name), (Caption.Of(Label.Output), TextStyle.Label), .. Label.Lines.Select(line => (line, TextStyle.Note)),
    ];

    /// <summary>The image and all layers, with repeats merged and sizes relative to the largest.</summary>
    internal static IReadOnlyList<NetworkNode> Of(ModelSpec spec)
    {
        var labels = new List<(LayerLabel Label, int Count)> { (LayerLabel.Of(spec.Input), 1) };
        foreach (LayerLabel label in spec.Plan.Layers.Select(LayerLabel.Of))
        {
            if (labels[^1].Label == label)
                labels[^1] = (label, labels[^1].Count + 1);
            else
                labels.Add((label, 1));
        }

        List<TensorShape> shapes = [.. labels.Select(l => l.Label.Output)];
        int size = shapes.Max(s => Math.Max(s.Height, s.Width));
        int channels = shapes.Max(s => s.Channels);
        return [.. labels.Select(l => new NetworkNode(l.Label, l.Count, Cuboid.Of(l.Label.Output, size, channels)))];
    }
}
