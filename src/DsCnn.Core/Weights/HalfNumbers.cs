using System.Buffers.Binary;
using System.Globalization;

namespace DsCnn.Weights;

/// <summary>Weights in half precision, as exported files store them.</summary>
internal static class HalfNumbers
{
    /// <param name="name">What the weights are called, for the message.</param>
    /// <param name="values">Them.</param>
    /// <returns>Two bytes for each.</returns>
    /// <exception cref="NotSupportedException">One is too large.</exception>
    internal static byte[] Bytes(string name, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            var half = (Half)values[i];
            if (Half.IsInfinity(half) && float.IsFinite(values[i]))
            {
                throw new NotSupportedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} holds {values[i]}, and half precision ends at {Half.MaxValue}. Export it without HalfPrecision."));
            }

            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), half);
        }

        return bytes;
    }
}
