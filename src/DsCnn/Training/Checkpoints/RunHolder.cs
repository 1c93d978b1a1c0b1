using System.Globalization;
using System.Text;

namespace DsCnn.Training;

/// <summary>The process that holds a <see cref="RunLock"/>, for messages to those that are rejected. Nothing depends on it: if the file is missing or invalid, the holder is unknown.</summary>
internal sealed record RunHolder(int Process, string Host, DateTimeOffset Since)
{
    private const long LongestFile = 1024;

    internal static RunHolder Current => new(Environment.ProcessId, Environment.MachineName, DateTimeOffset.UtcNow);

    internal void Write(string path) => AtomicFile.Write(
        path, stream => stream.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Process}\n{Since:O}\n{Host}\n"))));

    /// <summary>Describes the holder and how long it has held the lock.</summary>
    internal static string Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Length: > 0 and <= LongestFile }
                && File.ReadAllLines(path) is [var process, var since, var host, ..]
                && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time))
            {
                string place = host == Environment.MachineName ? "" : $" on {ErrorText.OneLine(host)}";
                return string.Create(CultureInfo.InvariantCulture, $"process {id}{place}, {Words(DateTimeOffset.UtcNow - time)}");
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The file is being written or deleted.
        }

        return "another process";
    }

    /// <summary>The clocks of other machines may be ahead.</summary>
    private static string Words(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => "for less than a minute",
        { TotalHours: < 1 } => Of((int)time.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Of((int)time.TotalHours, "hour"),
        _ => Of((int)time.TotalDays, "day"),
    };

    private static string Of(int count, string unit) => string.Create(CultureInfo.InvariantCulture, $"for {count} {unit}{(count == 1 ? "" : "s")}");
}
