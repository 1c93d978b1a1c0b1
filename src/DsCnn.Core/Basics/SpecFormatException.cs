namespace DsCnn;

/// <summary>A text that is no <see cref="ModelSpec"/>. The message is one line and names the place, what was expected and what came.</summary>
public sealed class SpecFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="place">Where in the text, such as <c>layers[2].kernel</c>.</param>
    /// <param name="reason">What was expected and what came.</param>
    /// <param name="innerException">The cause, if any.</param>
    public SpecFormatException(string place, string reason, Exception? innerException = null)
        : base(ErrorText.OneLine($"{place}: {reason}"), innerException) => Place = place;

    /// <summary>Where in the text, such as <c>layers[2].kernel</c>.</summary>
    public string Place { get; }
}
