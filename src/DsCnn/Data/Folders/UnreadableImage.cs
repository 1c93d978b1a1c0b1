namespace DsCnn.Data;

/// <summary>A file that could not be decoded.</summary>
public sealed record UnreadableImage
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What is wrong with it, as part of a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The file and, in brackets, what is wrong with it.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Path} ({Reason})");
}
