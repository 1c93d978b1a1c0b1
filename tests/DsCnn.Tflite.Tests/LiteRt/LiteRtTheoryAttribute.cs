namespace DsCnn.Tests;

/// <summary>Tests that need LiteRT, and skip themselves where there is none.</summary>
public sealed class LiteRtTheoryAttribute : TheoryAttribute
{
    public LiteRtTheoryAttribute() => Skip = LiteRt.Missing;
}
