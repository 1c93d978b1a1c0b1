namespace DsCnn.Data;

/// <summary>A file that could not be decoded.</summary>
public sealed class UnreadableImage
{
    internal UnreadableImage()
    {
    }

    /// <summary>The file.</summary>
    public string Path { get; internal init; } = "";

    /// <summary>What is wrong with it, as part of a sentence.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>The file and, in parentheses, what is wrong with it.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Path} ({Reason})");
}
