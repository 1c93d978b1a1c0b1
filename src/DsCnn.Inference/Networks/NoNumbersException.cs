using System.Globalization;

namespace DsCnn.Inference;

/// <summary>A network's output is NaN. The caller, which knows the image's name, converts this to an <see cref="InvalidDataException"/>.</summary>
internal sealed class NoNumbersException(int image, float given) : Exception
{
    /// <summary>The index of the image, from 0.</summary>
    internal int Image => image;

    internal InvalidDataException For(string name) => new(
        ErrorText.OneLine(string.Create(
            CultureInfo.InvariantCulture, $"The network outputs {given} for {name}: its weights are damaged, or its numbers are too large for its precision.")),
        this);
}
