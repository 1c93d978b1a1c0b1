namespace DsCnn.Tests;

/// <summary>A row of a table of refusals: what is tried, and the whole message it must be refused with.</summary>
public sealed record Refusal(string What, Func<object?> Attempt, string Message, string? Member = null)
{
    public override string ToString() => What;
}
