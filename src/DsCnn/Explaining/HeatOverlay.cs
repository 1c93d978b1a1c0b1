namespace DsCnn.Explaining;

/// <summary>Draws the evidence for a class over a picture.</summary>
internal static class HeatOverlay
{
    /// <summary>The opacity of the color at the strongest position.</summary>
    private const float Strongest = 0.8f;

    // From weak to strong; also distinct in brightness, for people who cannot distinguish the colors.
    private static readonly (float At, float Red, float Green, float Blue)[] _colors =
        [(0, 255, 235, 120), (0.5f, 255, 140, 20), (1, 205, 0, 40)];

    /// <summary>The picture in gray, enlarged by a whole factor until its shorter side has at least the given number of pixels, with the colors on top: 3 x H x W.</summary>
    internal static PlanarImage Draw(Explanation explanation, int smallestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(smallestSide, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(smallestSide, 4096);
        PlanarImage gray = explanation.Picture.Channels == 3 ? explanation.Picture.ToGray() : explanation.Picture;
        int shorter = Math.Min(gray.Height, gray.Width);
        int factor = (smallestSide + shorter - 1) / shorter;
        (int height, int width) = (checked(gray.Height * factor), checked(gray.Width * factor));
        float[] heat = explanation.Map.ToHeat(height, width);
        byte[] pixels = new byte[checked(3 * heat.Length)];
        for (int i = 0; i < heat.Length; i++)
        {
            byte value = gray.Pixels[(i / width / factor * gray.Width) + (i % width / factor)];
            (float red, float green, float blue) = ColorOf(heat[i]);
            float share = Strongest * heat[i];
            pixels[i] = Blend(value, red, share);
            pixels[heat.Length + i] = Blend(value, green, share);
            pixels[(2 * heat.Length) + i] = Blend(value, blue, share);
        }

        return new PlanarImage(3, height, width, pixels);
    }

    private static (float Red, float Green, float Blue) ColorOf(float heat)
    {
        int next = Array.FindIndex(_colors, 1, color => heat <= color.At);
        (var from, var to) = next < 0 ? (_colors[^1], _colors[^1]) : (_colors[next - 1], _colors[next]);
        float share = next < 0 ? 0 : (heat - from.At) / (to.At - from.At);
        return (float.Lerp(from.Red, to.Red, share), float.Lerp(from.Green, to.Green, share), float.Lerp(from.Blue, to.Blue, share));
    }

    private static byte Blend(byte value, float color, float share) => (byte)(float.Lerp(value, color, share) + 0.5f);
}
