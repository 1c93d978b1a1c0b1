namespace DsCnn.Tests;

/// <summary>A test that compiles to machine code, for which NativeAOT needs a linker: on Linux, clang. Skipped where there is none.</summary>
internal sealed class NativeFactAttribute : FactAttribute
{
    public NativeFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "Written for Linux.";
        else if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "clang"))))
            Skip = "NativeAOT needs clang, which is not installed (Debian: clang zlib1g-dev).";
    }
}
