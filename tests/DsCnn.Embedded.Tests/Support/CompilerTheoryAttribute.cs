namespace DsCnn.Tests.Embedded;

/// <summary>A test that needs programs of the system, and says which are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class CompilerTheoryAttribute : TheoryAttribute
{
    public CompilerTheoryAttribute(params string[] programs)
    {
        string[] missing = [.. programs.Where(program => !CCompiler.Has(program))];
        if (missing.Length > 0)
            Skip = $"There is no {string.Join(" and no ", missing)} here.";
    }
}
