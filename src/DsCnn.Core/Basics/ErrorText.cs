namespace DsCnn;

/// <summary>Prepares untrusted text, which may contain anything and be of any length, for use in messages.</summary>
internal static class ErrorText
{
    /// <summary>The maximum length of a message, in characters: short enough to read and to log.</summary>
    internal const int LongestMessage = 640;

    /// <summary>The maximum length, in characters, of one untrusted name or value within a message.</summary>
    internal const int LongestQuote = 100;

    private const string Cut = " ... ";

    /// <summary>A message on one line, without control characters. A message that is too long loses its middle, because it begins with the place and ends with what to do.</summary>
    internal static string OneLine(string text) => Flat(Shorten(text, LongestMessage));

    /// <summary>A message about a file; prepends the file's name unless the message already contains it.</summary>
    internal static string At(string path, string message) =>
        OneLine(message.StartsWith(path, StringComparison.Ordinal) ? message : $"{path}: {message}");

    /// <summary>An untrusted name or value, shortened for use within a message.</summary>
    internal static string Quote(string text) => Flat(Shorten(text, LongestQuote));

    /// <summary>Text of any length on one line, without control characters and characters that reverse the text after them: for output other than messages.</summary>
    internal static string Flat(string text) =>
        string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || IsInvisible(source[i]) ? ' ' : source[i];
        });

    /// <summary>Line separators and marks of writing direction.</summary>
    private static bool IsInvisible(char character) =>
        character is '\u2028' or '\u2029' or '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
            return text;
        int end = (longest - Cut.Length) / 3;
        int start = longest - Cut.Length - end;

        // Do not split a surrogate pair.
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end -= char.IsLowSurrogate(text[^end]) ? 1 : 0;
        return string.Concat(text.AsSpan(0, start), Cut, text.AsSpan(text.Length - end));
    }
}
