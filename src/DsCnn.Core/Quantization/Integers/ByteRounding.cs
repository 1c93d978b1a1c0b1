namespace DsCnn.Quantization.Integers;

/// <summary>Converts numbers to bytes (docs/int8.md): zero point + round(number / scale), the quotient in float32, ties to even, clamped to a byte. NaN becomes the zero point.</summary>
internal static class ByteRounding
{
    internal static byte Of(float number, ActivationQuantization to) => Of(number, to.Scale, to.ZeroPoint);

    internal static byte Of(float number, float scale, int zeroPoint)
    {
        float steps = MathF.Round(number / scale);
        return (byte)(float.IsNaN(steps) ? zeroPoint : Math.Clamp(steps + zeroPoint, 0, byte.MaxValue));
    }
}
