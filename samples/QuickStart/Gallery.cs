using System.Globalization;
using System.Text;
using DsCnn.Data;
using Spectre.Console;

namespace QuickStart;

/// <summary>Draws gray images in the terminal, two rows of pixels in one row of characters.</summary>
internal static class Gallery
{
    private const string Ramp = " .:-=+*#%@";

    internal static void Show(IImageSource images, IReadOnlyList<(int Index, string Predicted, double Probability)> predictions) =>
        AnsiConsole.Write(new Columns(predictions.Select(p => Frame(images, p.Index, p.Predicted, p.Probability))) { Expand = false });

    private static Panel Frame(IImageSource images, int index, string predicted, double probability)
    {
        string actual = images.ClassNames[images.GetLabel(index)];
        string verdict = predicted == actual ? $"[green]{predicted}[/]" : $"[red]{predicted}[/], is {actual}";
        var picture = new Markup($"{Draw(images, index)}{verdict} {probability.ToString("P0", CultureInfo.InvariantCulture)}");
        return new Panel(picture).Border(BoxBorder.Rounded);
    }

    private static string Draw(IImageSource images, int index)
    {
        byte[] pixels = new byte[images.Shape.Shape.Elements];
        images.CopyPixels(index, pixels);
        bool colors = AnsiConsole.Profile.Capabilities.ColorSystem == ColorSystem.TrueColor;
        var text = new StringBuilder();
        int width = images.Shape.Width;
        for (int row = 0; row + 1 < images.Shape.Height; row += 2)
        {
            for (int column = 0; column < width; column++)
            {
                byte upper = pixels[(row * width) + column];
                byte lower = pixels[((row + 1) * width) + column];
                text.Append(colors
                    ? $"[rgb({upper},{upper},{upper}) on rgb({lower},{lower},{lower})]\u2580[/]"
                    : Ramp[(upper + lower) * Ramp.Length / 512].ToString());
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
