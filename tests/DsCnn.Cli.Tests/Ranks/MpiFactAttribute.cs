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
    internal static Process Start(int ranks, IEnumerable<string> args) => Tool.StartBy(
        [Launcher!, "--oversubscribe", "-np", $"{ranks}"], args, ("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"), ("OMP_WAIT_POLICY", "PASSIVE"));
}
