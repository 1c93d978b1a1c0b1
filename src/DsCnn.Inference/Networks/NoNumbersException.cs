using System.Globalization;

namespace DsCnn.Inference;

/// <summary>A network gave what is no number. The caller that knows the image's name makes an <see cref="InvalidDataException"/> of it.</summary>
internal sealed class NoNumbersException(int image, float given) : Exception
{
    /// <summary>Which of the images it was, from 0.</summary>
    internal int Image => image;

    internal InvalidDataException For(string name) => new(
        ErrorText.OneLine(string.Create(
            CultureInfo.InvariantCulture, $"The network gives {given} for {name}: its weights are damaged, or its numbers too large for its precision.")),
        this);
}
