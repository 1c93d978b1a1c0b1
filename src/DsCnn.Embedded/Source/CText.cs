using System.Globalization;
using System.Text;

namespace DsCnn.Embedded;

/// <summary>Formats numbers and texts for C.</summary>
internal static class CText
{
    /// <summary>The minimum length that compilers must support in one literal (C99, 5.2.4.1).</summary>
    private const int LongestLiteral = 4095;

    internal static string Of(int value) => value == int.MinValue ? "(-2147483647 - 1)" : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Formats a finite float32 so that it reads back as the same number.</summary>
    internal static string Of(float value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny('.', 'E') ? $"{digits}f" : $"{digits}.0f";
    }

    internal static string Of(double value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.AsSpan().ContainsAny('.', 'E') ? digits : $"{digits}.0";
    }

    /// <summary>Formats a UTF-8 text as an ASCII literal: every character with a special meaning is written as a number, including question marks, two of which could begin a trigraph.</summary>
    /// <exception cref="NotSupportedException">It contains a 0, which ends texts in C, or is longer than compilers must support.</exception>
    internal static string Literal(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Contains((byte)0))
            throw new NotSupportedException(ErrorText.OneLine($"C ends texts at a NUL character, and the label {ErrorText.Quote(text)} has one."));
        if (bytes.Length > LongestLiteral)
            throw new NotSupportedException(ErrorText.OneLine($"C compilers accept texts of {LongestLiteral} bytes. The label {ErrorText.Quote(text)} has {bytes.Length}."));
        var literal = new StringBuilder("\"");
        foreach (byte b in bytes)
        {
            if (b is < 0x20 or >= 0x7f or (byte)'"' or (byte)'\\' or (byte)'?')
                literal.Append('\\').Append(Convert.ToString(b, 8).PadLeft(3, '0'));
            else
                literal.Append((char)b);
        }

        return literal.Append('"').ToString();
    }
}
