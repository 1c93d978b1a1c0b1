namespace DsCnn.Explaining;

/// <summary>Draws over a picture what speaks for a class.</summary>
internal static class HeatOverlay
{
    /// <summary>How much of the hottest place is colour; the rest is the picture.</summary>
    private const float Strongest = 0.8f;

    // From faint to strong; distinct in brightness too, for those who cannot tell the colours.
    private static readonly (float At, float Red, float Green, float Blue)[] _colours =
        [(0, 255, 235, 120), (0.5f, 255, 140, 20), (1, 205, 0, 40)];

    /// <summary>The picture in grey, enlarged by a whole factor until its shorter side has as many pixels, with the colours over it: 3 x H x W.</summary>
    internal static PlanarImage Draw(Explanation explanation, int smallestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallestSide, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(smallestSide, 4096);
        PlanarImage grey = explanation.Picture.Channels == 3 ? explanation.Picture.ToGrey() : explanation.Picture;
        int shorter = Math.Min(grey.Height, grey.Width);
        int factor = (smallestSide + shorter - 1) / shorter;
        (int height, int width) = (checked(grey.Height * factor), checked(grey.Width * factor));
        float[] heat = explanation.Map.ToHeat(height, width);
        byte[] pixels = new byte[checked(3 * heat.Length)];
        for (int i = 0; i < heat.Length; i++)
        {
            byte value = grey.Pixels[(i / width / factor * grey.Width) + (i % width / factor)];
            (float red, float green, float blue) = ColourOf(heat[i]);
            float share = Strongest * heat[i];
            pixels[i] = Blend(value, red, share);
            pixels[heat.Length + i] = Blend(value, green, share);
            pixels[(2 * heat.Length) + i] = Blend(value, blue, share);
        }

        return new PlanarImage(3, height, width, pixels);
    }

    private static (float Red, float Green, float Blue) ColourOf(float heat)
    {
        int next = Array.FindIndex(_colours, 1, colour => heat <= colour.At);
        (var from, var to) = next < 0 ? (_colours[^1], _colours[^1]) : (_colours[next - 1], _colours[next]);
        float share = next < 0 ? 0 : (heat - from.At) / (to.At - from.At);
        return (float.Lerp(from.Red, to.Red, share), float.Lerp(from.Green, to.Green, share), float.Lerp(from.Blue, to.Blue, share));
    }

    private static byte Blend(byte value, float colour, float share) => (byte)(float.Lerp(value, colour, share) + 0.5f);
}
