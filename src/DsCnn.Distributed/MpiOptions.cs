namespace DsCnn.Distributed;

/// <summary>How <see cref="MpiCommunicator"/> finds MPI and notices failures.</summary>
public sealed record MpiOptions
{
    /// <summary>
    /// The MPI library to load, such as <c>/opt/openmpi/lib/libmpi.so.40</c>, or null to look for the one that belongs to the launcher. The environment variable
    /// <c>DSCNN_MPI_LIBRARY</c> has the same effect. Default null.
    /// </summary>
    public string? LibraryPath { get; init; }

    /// <summary>How long a rank may be silent before all ranks are ended with a message that names it and its host: at least one second, or <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>. Default: one minute.</summary>
    /// <remarks>A thread of its own answers for each rank, so a slow step, a long evaluation or a slow disk is not silence. A stopped process, a frozen machine and a broken network are.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Less than a second.</exception>
    public TimeSpan Timeout
    {
        get;
        init => field = value == System.Threading.Timeout.InfiniteTimeSpan || value >= TimeSpan.FromSeconds(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), $"Timeout must be at least one second. Received: {value}.");
    }
    = TimeSpan.FromMinutes(1);
}
