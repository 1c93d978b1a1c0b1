namespace DsCnn;

/// <summary>What messages say about texts from elsewhere.</summary>
internal static class ErrorText
{
    /// <summary>The text on one line and without control characters: names in hostile files may hold any.</summary>
    internal static string OneLine(string text) =>
        string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
}
