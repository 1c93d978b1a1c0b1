using System.Text;

namespace DsCnn.Drawing;

/// <summary>The colors of the diagrams. Light colors are in attributes, which every program reads; dark ones in a style sheet.</summary>
internal static class Palette
{
    internal const string Ink = "ink";
    internal const string Muted = "muted";
    internal const string Line = "line";

    private static readonly Dictionary<string, (string Light, string Dark)> _colors = new()
    {
        [Ink] = ("#1b1f24", "#e6edf3"),
        [Muted] = ("#57606a", "#9aa7b4"),
        [Line] = ("#3d444d", "#aab4bf"),
        [ClassOf(Tone.Paper)] = ("#ffffff", "#0d1117"),
        [ClassOf(Tone.Data)] = ("#e4e7ea", "#48505a"),
        [ClassOf(Tone.Block)] = ("#a9cbee", "#2f5f93"),
        [ClassOf(Tone.Convolution)] = ("#bfe3d0", "#2c6e4f"),
        [ClassOf(Tone.Depthwise)] = ("#a9cbee", "#2f5f93"),
        [ClassOf(Tone.Normalization)] = ("#eceef0", "#3a424b"),
        [ClassOf(Tone.Nonlinearity)] = ("#fbe3a6", "#7d5f14"),
        [ClassOf(Tone.Pool)] = ("#f6c3b3", "#8a4431"),
        [ClassOf(Tone.Dense)] = ("#d9c7ec", "#62438a"),
        [ClassOf(Tone.Junction)] = ("#ffffff", "#20262d"),
        [ClassOf(Tone.Right)] = ("#6cb0f5", "#2a6db5"),
        [ClassOf(Tone.Wrong)] = ("#e5484d", "#c4423a"),
    };

    /// <summary>The rules that override the attributes in dark mode. When inlined, they affect no elements but the diagrams'.</summary>
    internal static string DarkStyle
    {
        get
        {
            var style = new StringBuilder("@media (prefers-color-scheme:dark){");
            foreach ((string name, (_, string dark)) in _colors)
            {
                string property = name == Line ? "stroke" : "fill";
                style.Append(".dscnn-").Append(name).Append('{').Append(property).Append(':').Append(dark).Append('}');
            }

            return style.Append('}').ToString();
        }
    }

    internal static string ClassOf(Tone tone) => tone.ToString().ToLowerInvariant();

    internal static string Light(string name) => _colors[name].Light;
}
