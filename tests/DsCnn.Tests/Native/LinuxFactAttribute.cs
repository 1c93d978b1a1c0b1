namespace DsCnn.Tests.Native;

/// <summary>A test that needs libtorch's Linux files or Linux itself.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Needs Linux.";
    }
}
