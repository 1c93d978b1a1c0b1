using System.Buffers.Binary;
using System.Globalization;

namespace DsCnn.Weights;

/// <summary>Converts weights to half precision for exported files.</summary>
internal static class HalfNumbers
{
    /// <param name="name">The name of the weights, for the message.</param>
    /// <param name="values">The weights.</param>
    /// <returns>Two bytes for each.</returns>
    /// <exception cref="NotSupportedException">A weight is too large.</exception>
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
                    $"{name} contains {values[i]}, but the largest number in half precision is {Half.MaxValue}. Export it without HalfPrecision."));
            }

            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), half);
        }

        return bytes;
    }
}
