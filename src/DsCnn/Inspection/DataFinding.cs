namespace DsCnn.Inspection;

/// <summary>Something to know about a data set before training on it.</summary>
public sealed class DataFinding
{
    internal DataFinding()
    {
    }

    /// <summary>The severity.</summary>
    public FindingLevel Level { get; internal init; }

    /// <summary>What was found, in one sentence.</summary>
    public string Text { get; internal init; } = "";

    /// <summary>The level and the sentence.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Level}: {Text}");
}
