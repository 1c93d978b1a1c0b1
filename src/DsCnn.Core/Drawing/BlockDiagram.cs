using System.Xml.Linq;

namespace DsCnn;

/// <summary>Draws the inside of one layer, such as a DS block: its operations from top to bottom, with shapes at the arrows.</summary>
/// <remarks>Everything is derived from the layer's operations, so parts that the layer does not have are not drawn.</remarks>
public static class BlockDiagram
{
    /// <summary>The diagram of a layer within a network, as an SVG picture.</summary>
    /// <param name="plan">The layer, from <see cref="NetworkPlan.Layers"/>.</param>
    /// <returns>One <c>svg</c> element in ASCII, without scripts and external resources; light or dark as the viewer prefers.</returns>
    public static string ToSvg(this LayerPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Markup.Write(Draw(plan));
    }

    /// <summary>The diagram of a DS block by itself, as an SVG picture.</summary>
    /// <param name="block">The block.</param>
    /// <param name="input">The shape of its input, C x H x W.</param>
    /// <returns>One <c>svg</c> element, as for a layer within a network.</returns>
    /// <exception cref="InvalidSpecException">The block cannot take such an input.</exception>
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
