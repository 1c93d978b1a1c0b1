namespace DsCnn.Inspection;

/// <summary>Something about a data set worth knowing before training on it.</summary>
public sealed record DataFinding
{
    /// <summary>How much it matters.</summary>
    public required FindingLevel Level { get; init; }

    /// <summary>What was found, in one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>The level and the sentence.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Level}: {Text}");
}
