namespace DsCnn.Drawing;

/// <summary>The style of a line of text.</summary>
/// <param name="Size">Its height in pixels.</param>
/// <param name="Bold">Whether it is bold.</param>
/// <param name="Color">One of <see cref="Palette"/>'s names.</param>
internal sealed record TextStyle(double Size, bool Bold = false, string Color = Palette.Ink)
{
    internal static TextStyle Title { get; } = new(15, Bold: true);

    internal static TextStyle Name { get; } = new(12, Bold: true);

    internal static TextStyle Label { get; } = new(11.5);

    internal static TextStyle Note { get; } = new(11, Color: Palette.Muted);

    /// <summary>An upper estimate of a text's width in the usual sans-serif fonts: drawings are laid out without access to a font.</summary>
    internal double Width(string text) => text.EnumerateRunes().Sum(r => Advance(r.Value)) * Size * (Bold ? 1.08 : 1);

    /// <summary>The text, truncated to the given width.</summary>
    internal string Fit(string text, double width)
    {
        const string ellipsis = "\u2026";
        if (Width(text) <= width)
            return text;

        double left = width - Width(ellipsis);
        string fitting = string.Concat(text.EnumerateRunes().TakeWhile(rune => (left -= Width(rune.ToString())) >= 0));
        return fitting.TrimEnd() + ellipsis;
    }

    private static double Advance(int codePoint) => codePoint switch
    {
        >= 0x1100 and not 0x2026 => 1.1,
        ' ' or '.' or ',' or ':' or ';' or '|' or '!' or '\'' or 'i' or 'j' or 'l' or 'I' => 0.33,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.98,
        >= 'A' and <= 'Z' => 0.74,
        >= '0' and <= '9' => 0.6,
        >= 0x80 and not 0xd7 => 1,
        _ => 0.6,
    };
}
