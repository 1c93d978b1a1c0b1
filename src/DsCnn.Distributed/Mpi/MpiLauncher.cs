namespace DsCnn.Distributed.Mpi;

/// <summary>What started this process, by the environment variables that launchers leave: whether to use MPI at all, and which library goes with it. Rank and size come from MPI alone.</summary>
internal sealed record MpiLauncher(string[] SizeVariables, string[] LibraryNames)
{
    internal const string LibraryVariable = "DSCNN_MPI_LIBRARY";

    private static readonly string[] _standard = OperatingSystem.IsMacOS() ? ["libmpi_abi.0.dylib"] : ["libmpi_abi.so.0", "libmpi_abi.so"];
    private static readonly string[] _openMpi = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib", "/opt/homebrew/lib/libmpi.dylib", "/usr/local/lib/libmpi.dylib"] : ["libmpi.so.40"];
    private static readonly string[] _mpich = OperatingSystem.IsMacOS() ? ["libmpich.12.dylib", "libmpi.12.dylib"] : ["libmpich.so.12", "libmpi.so.12"];
    private static readonly string[] _others = OperatingSystem.IsWindows() ? ["msmpi.dll", "impi.dll"] : ["libmpi.so"];

    /// <summary>Open MPI's mpirun, and whatever starts processes by PMIx, as Slurm does for Open MPI.</summary>
    private static MpiLauncher OpenMpi { get; } = new(["OMPI_COMM_WORLD_SIZE"], [.. _openMpi, .. _standard, .. _mpich, .. _others]);

    /// <summary>The launchers of MPICH, Intel MPI and MS-MPI, and Slurm for them.</summary>
    private static MpiLauncher Mpich { get; } = new(["PMI_SIZE", "MPI_LOCALNRANKS"], [.. _mpich, .. _standard, .. _openMpi, .. _others]);

    private static MpiLauncher None { get; } = new([], [.. _standard, .. _openMpi, .. _mpich, .. _others]);

    internal static MpiLauncher Current { get; } =
        Has("OMPI_COMM_WORLD_RANK") || Has("PMIX_RANK") ? OpenMpi
        : Has("PMI_RANK") || Has("PMI_SIZE") || Has("MPI_LOCALRANKID") ? Mpich
        : None;

    internal bool IsPresent => this != None;

    /// <summary>How many processes it says that it has started, or null where it does not say.</summary>
    internal int? Processes =>
        SizeVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(text => text is not null) is { } size && int.TryParse(size, out int count) ? count : null;

    private static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is not null;
}
