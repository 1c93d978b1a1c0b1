namespace DsCnn;

/// <summary>What messages say about texts from elsewhere, which may hold anything and be of any length.</summary>
internal static class ErrorText
{
    /// <summary>Characters of a message: what somebody reads, and what a log has room for.</summary>
    internal const int LongestMessage = 640;

    /// <summary>Characters of one name or value from elsewhere within a message.</summary>
    internal const int LongestQuote = 100;

    private const string Cut = " ... ";

    /// <summary>A message on one line, without control characters. Of one that is too long, the middle is left out: it begins with the place and ends with what to do.</summary>
    internal static string OneLine(string text) => Flat(Shorten(text, LongestMessage));

    /// <summary>A message about a file, which it names first unless it does already.</summary>
    internal static string At(string path, string message) =>
        OneLine(message.StartsWith(path, StringComparison.Ordinal) ? message : $"{path}: {message}");

    /// <summary>A name or value from elsewhere, short enough to stand within a message.</summary>
    internal static string Quote(string text) => Flat(Shorten(text, LongestQuote));

    /// <summary>A text of any length on one line, without control characters and those that reverse what follows: for what is no message.</summary>
    internal static string Flat(string text) =>
        string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || IsInvisible(source[i]) ? ' ' : source[i];
        });

    /// <summary>Separators of lines, and marks of the direction of writing.</summary>
    private static bool IsInvisible(char character) =>
        character is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int end = (longest - Cut.Length) / 3;
        int start = longest - Cut.Length - end;

        // Never half of a character.
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end -= char.IsLowSurrogate(text[^end]) ? 1 : 0;
        return string.Concat(text.AsSpan(0, start), Cut, text.AsSpan(text.Length - end));
    }
}
