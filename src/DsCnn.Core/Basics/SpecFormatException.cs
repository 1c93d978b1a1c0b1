namespace DsCnn;

/// <summary>A text is not a valid <see cref="ModelSpec"/>. The message is one line that names the place, what was expected and what was received.</summary>
public sealed class SpecFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="place">The place in the text, such as <c>layers[2].kernel</c>.</param>
    /// <param name="reason">What was expected and what was received.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SpecFormatException(string place, string reason, Exception? innerException = null)
        : base(ErrorText.OneLine($"{place}: {reason}"), innerException) => Place = place;

    /// <summary>The place in the text, such as <c>layers[2].kernel</c>.</summary>
    public string Place { get; }
}
