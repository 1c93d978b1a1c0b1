using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DsCnn.Cli;

/// <summary>
/// Numbers in the form that every program reads: digits, a decimal point, an exponent and a sign. Anything whose meaning depends on the country, such as 0,001,
/// is refused rather than guessed.
/// </summary>
internal static partial class NumberText
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumber<T> =>
        T.TryParse(text, IsReal<T>() ? Real : Whole, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);

    /// <summary>The text that was received and, if it is a number in the format of another country, how to write it here.</summary>
    /// <param name="text">The number.</param>
    /// <param name="accepts">Whether a number is acceptable. Default: any.</param>
    /// <param name="unit">The unit that follows it.</param>
    internal static string Received<T>(string text, Func<T, bool>? accepts = null, string unit = "")
        where T : struct, INumber<T>
    {
        string written = Share<T>(text) ?? Rewritten<T>(text);
        string hint = written != text && TryParse(written, out T value) && accepts?.Invoke(value) != false ? $" (write {written}{unit})" : "";
        return $"Received: {text}{unit}{hint}.";
    }

    private static bool IsReal<T>() => typeof(T) == typeof(double);

    private static string? Share<T>(string text)
        where T : struct, INumber<T> =>
        IsReal<T>() && text.EndsWith('%') && TryParse(Rewritten<T>(text[..^1]), out double percent) ? (percent / 100).ToString(CultureInfo.InvariantCulture) : null;

    private static string Rewritten<T>(string text)
    {
        string compact = text.Trim();
        if (Grouped().IsMatch(compact) && !(IsReal<T>() && compact.Count(c => c is ',' or '.') == 1))
            return Separator().Replace(compact, "");
        if (!IsReal<T>())
            return compact;
        // If there are several kinds of separators, the last one precedes the fraction.
        int last = compact.LastIndexOfAny([',', '.']);
        if (last < 0)
            return compact;
        string whole = compact[..last];
        return (Grouped().IsMatch(whole) ? Separator().Replace(whole, "") : whole) + "." + compact[(last + 1)..];
    }

    [GeneratedRegex(@"^[+-]?\d{1,3}([,._' \u00A0\u202F]\d{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[,._' \u00A0\u202F]", RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
