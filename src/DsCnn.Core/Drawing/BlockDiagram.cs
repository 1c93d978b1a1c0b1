using System.Xml.Linq;

namespace DsCnn;

/// <summary>Draws the inside of one layer, such as a DS block: its operations from top to bottom, with shapes at the arrows.</summary>
/// <remarks>Everything is read off the layer's operations, so that a part the layer does not have is not in its drawing.</remarks>
public static class BlockDiagram
{
    /// <summary>The diagram of a layer in its place in a network as an SVG picture.</summary>
    /// <param name="plan">The layer, from <see cref="NetworkPlan.Layers"/>.</param>
    /// <returns>One <c>svg</c> element in ASCII, without scripts and without anything to load; light or dark as its reader prefers.</returns>
    public static string ToSvg(this LayerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Markup.Write(Draw(plan));
    }

    /// <summary>The diagram of a DS block by itself as an SVG picture.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input">The map it gets, C x H x W.</param>
    /// <returns>One <c>svg</c> element, as for a layer in its place.</returns>
    /// <exception cref="InvalidSpecException">The block cannot take such a map.</exception>
    public static string ToSvg(this DsBlockSpec block, InputSpec input)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(input);
        return new LayerPlan(block, input.Shape).ToSvg();
    }

    private static XElement Draw(LayerPlan plan)
    {
        var canvas = new SvgCanvas();
        new BlockDrawing(plan, canvas).Draw();
        return canvas.ToElement($"{Caption.Kind(plan.Spec)}: {Caption.Of(plan.Input.Shape)} to {Caption.Of(plan.Output.Shape)}");
    }
}
