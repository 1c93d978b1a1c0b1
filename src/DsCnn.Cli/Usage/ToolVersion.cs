using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DsCnn.Cli;

/// <summary>Which tool this is.</summary>
internal static class ToolVersion
{
    /// <summary>The version without the commit, such as 1.2.0.</summary>
    internal static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The tool and what it runs on, for reports of what went wrong.</summary>
    internal static string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"dscnn {Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores");
}
