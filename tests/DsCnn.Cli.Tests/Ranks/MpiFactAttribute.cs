using System.Diagnostics;

namespace DsCnn.Cli.Tests;

/// <summary>A test that needs a launcher of MPI, and skips itself where there is none.</summary>
public sealed class MpiFactAttribute : FactAttribute
{
    public MpiFactAttribute()
    {
        if (Launcher is null)
            Skip = "There is no mpirun here. Debian's package openmpi-bin brings it.";
    }

    internal static string? Launcher { get; } = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);

    /// <summary>Starts the tool on several ranks, as people do.</summary>
    internal static Process Start(int ranks, IEnumerable<string> args, params string[] launcherArgs)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "DsCnn.Cli.dll");
        var start = new ProcessStartInfo(Launcher!, ["--oversubscribe", .. launcherArgs, "-np", $"{ranks}", "dotnet", "exec", tool, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in new[] { ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"), ("OMP_WAIT_POLICY", "PASSIVE") })
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
