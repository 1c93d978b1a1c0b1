namespace DsCnn.Distributed.Mpi;

/// <summary>The cores that a process may use.</summary>
internal static class CoresOfProcess
{
    private const string Line = "Cpus_allowed_list:";

    /// <summary>In the system's words, so that processes that share cores say the same; empty where it does not tell.</summary>
    internal static string Describe()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))?[Line.Length..].Trim() ?? ""
                : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>How many threads a rank can use without taking cores from ranks of the same machine: launchers bind ranks to cores, or let all of them use all.</summary>
    /// <param name="rank">Which rank.</param>
    /// <param name="hosts">The host of each rank.</param>
    /// <param name="cores">The cores of each rank.</param>
    /// <param name="count">How many cores this rank may use.</param>
    internal static int ThreadsFor(int rank, IReadOnlyList<string> hosts, IReadOnlyList<string> cores, int count)
    {
        int sharing = Enumerable.Range(0, hosts.Count).Count(other => hosts[other] == hosts[rank] && cores[other] == cores[rank]);
        return Math.Max(1, count / sharing);
    }
}
