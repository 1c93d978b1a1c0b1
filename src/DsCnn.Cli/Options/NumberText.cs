using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace DsCnn.Cli;

/// <summary>
/// Numbers as every program reads them: digits, a point, an exponent and a sign. Whatever means one number here and another there, such as 0,001, is refused
/// rather than guessed.
/// </summary>
internal static partial class NumberText
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;
    private const NumberStyles Real = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static bool TryParse<T>(ReadOnlySpan<char> text, out T value)
        where T : struct, INumber<T> =>
        T.TryParse(text, IsReal<T>() ? Real : Whole, CultureInfo.InvariantCulture, out value) && T.IsFinite(value);

    /// <summary>What was received and, where it is a number in another country's writing, how it is written here.</summary>
    /// <param name="text">The number.</param>
    /// <param name="accepts">Whether a number would do. Default: any.</param>
    /// <param name="unit">What follows it.</param>
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
        // The last of several kinds of separators is the one before the fraction.
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
