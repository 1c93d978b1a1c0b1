using System.Globalization;

namespace DsCnn.Cli;

/// <summary>What the tool calls the ways to keep maps, and says of them.</summary>
internal static class MemoryText
{
    /// <summary>Each way by its name.</summary>
    internal static Dictionary<string, MemoryMode> Modes { get; } = Enum.GetValues<MemoryMode>().ToDictionary(NameOf);

    internal static string NameOf(MemoryMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>", 100 more multiply-accumulates", or nothing where there are none.</summary>
    internal static string Extra(MemoryPlan plan) =>
        plan.ExtraMacs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {plan.ExtraMacs:N0} more multiply-accumulates");
}
