using System.Globalization;

namespace DsCnn.Quantization;

/// <summary>How a value in a network, a map or a vector, is stored as bytes: real = scale (byte - zero point).</summary>
public sealed record ActivationQuantization
{
    /// <summary>The largest byte.</summary>
    internal const int MaxByte = 255;

    /// <summary>The name of the value, such as <c>layers.0.conv_1.swish</c>, or <c>input</c>: the names of the values in an exported ONNX file.</summary>
    public required string Name { get; init => field = Check.Text(value); }

    /// <summary>The size of one step.</summary>
    public required float Scale { get; init => field = Check.Scale(value); }

    /// <summary>The byte that represents 0, from 0 to 255.</summary>
    public required int ZeroPoint { get; init => field = Check.Byte(value); }

    /// <summary>The smallest number that a byte can represent.</summary>
    public double Low => -(double)Scale * ZeroPoint;

    /// <summary>The largest number that a byte can represent.</summary>
    public double High => (double)Scale * (MaxByte - ZeroPoint);

    /// <summary>Distributes the bytes evenly over a range.</summary>
    /// <remarks>
    /// Jacob et al. 2018, section 2.1: scale = (high - low) / 255, zero point = round(-low / scale). The range is widened to include 0, which padding and
    /// activations produce and which is therefore exact.
    /// </remarks>
    /// <param name="name">The name of the value.</param>
    /// <param name="low">The lower end of the range.</param>
    /// <param name="high">The upper end of the range.</param>
    /// <returns>The quantization.</returns>
    /// <exception cref="InvalidSpecException">The range is not finite, or its ends are reversed.</exception>
    public static ActivationQuantization FromRange(string name, double low, double high)
    {
        if (!float.IsFinite((float)low) || !float.IsFinite((float)high) || low > high)
        {
            throw new InvalidSpecException(string.Create(
                CultureInfo.InvariantCulture, $"The range of {name} must be two finite numbers, the smaller first. Received: {low} and {high}."));
        }

        (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        float scale = high == low ? 1 : (float)Math.Max((high - low) / MaxByte, Check.MinScale);
        return new ActivationQuantization { Name = name, Scale = scale, ZeroPoint = (int)Math.Clamp(Math.Round(-low / scale), 0, MaxByte) };
    }
}
