using System.Runtime.InteropServices;

namespace FashionMnistSample;

/// <summary>What a row of results says about where it was measured.</summary>
internal static class ThisMachine
{
    /// <summary>Processor and operating system, without commas.</summary>
    internal static string Description
    {
        get
        {
            const string Key = "model name";
            string processor = File.Exists("/proc/cpuinfo")
                ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? "unknown"
                : RuntimeInformation.ProcessArchitecture.ToString();
            return $"{processor} with {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription}".Replace(',', ';');
        }
    }
}
