using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace DsCnn.Cli;

/// <summary>The version of the tool.</summary>
internal static class ToolVersion
{
    /// <summary>The version without the commit, such as 1.2.0.</summary>
    internal static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The tool and its environment, for error reports.</summary>
    internal static string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"dscnn {Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores");
}
