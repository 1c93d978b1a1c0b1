using System.Runtime.InteropServices;

namespace DsCnn.Benchmarks;

/// <summary>Where a comparison was made.</summary>
internal sealed record Machine
{
    public string Processor { get; init; } = ProcessorName();

    public int Cores { get; init; } = Environment.ProcessorCount;

    public string System { get; init; } = RuntimeInformation.OSDescription;

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    internal string Text => $"{Processor}, {Cores} cores, {System}, {Runtime}";

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
