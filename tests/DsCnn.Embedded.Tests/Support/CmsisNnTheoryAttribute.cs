namespace DsCnn.Tests.Embedded;

/// <summary>A test that needs CMSIS-NN's sources, and programs of the system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CmsisNnTheoryAttribute : CompilerTheoryAttribute
{
    public CmsisNnTheoryAttribute(params string[] programs)
        : base(programs)
    {
        if (CmsisNnLibrary.Folder is null)
            Skip = $"{CmsisNnLibrary.Variable} does not say where CMSIS-NN is.";
    }
}
