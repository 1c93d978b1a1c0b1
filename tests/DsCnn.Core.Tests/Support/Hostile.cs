namespace DsCnn.Tests;

internal static class Hostile
{
    /// <summary>A name that breaks out of every format that forgets to escape it.</summary>
    internal const string Name = "<script>alert(\"1\")</script>|'&amp;\n# *x* `y` [z](u) \\| \u0001\u001b[31m\u2028 \ufffe \U0001F600";

    internal static ModelSpec Model() => new(new InputSpec(1, 8, 8), [new GlobalAveragePoolSpec()]) { Name = Name };
}
