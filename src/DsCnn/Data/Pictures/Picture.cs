using System.Text;
using SkiaSharp;

namespace DsCnn.Data;

/// <summary>A drawing that can be saved as SVG or PNG.</summary>
/// <param name="Width">The width in units.</param>
/// <param name="Height">The height in units.</param>
/// <param name="Draw">Draws it on a white background.</param>
internal sealed record Picture(int Width, int Height, Action<SKCanvas> Draw)
{
    // Pixels per unit of the drawing, so that a PNG is sharp on high-resolution screens too.
    private const int PngScale = 2;

    internal string ToSvg()
    {
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            DrawOn(canvas);

        // With a view box, the whole picture shrinks on narrow pages; and the viewer may have different fonts.
        return Encoding.UTF8.GetString(stream.ToArray())
            .Replace("<svg ", $"<svg viewBox=\"0 0 {Width} {Height}\" style=\"max-width: 100%; height: auto\" ", StringComparison.Ordinal)
            .Replace($"font-family=\"{CurvePlot.Font}\"", $"font-family=\"{CurvePlot.Font}, Helvetica, Arial, sans-serif\"", StringComparison.Ordinal);
    }

    internal byte[] ToPng()
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Width * PngScale, Height * PngScale));
        surface.Canvas.Scale(PngScale);
        DrawOn(surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    /// <exception cref="ArgumentException">The name ends in neither .svg nor .png.</exception>
    internal void Save(string path, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => Encoding.UTF8.GetBytes(ToSvg()),
            ".png" => ToPng(),
            string other => throw new ArgumentException($"{what} are drawn as .svg or .png. Received: {path} ({other}).", nameof(path)),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    private void DrawOn(SKCanvas canvas)
    {
        canvas.Clear(SKColors.White);
        Draw(canvas);
    }
}
