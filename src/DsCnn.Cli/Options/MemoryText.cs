using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The names of the memory modes in the tool, and text about their cost.</summary>
internal static class MemoryText
{
    /// <summary>The modes by name.</summary>
    internal static Dictionary<string, MemoryMode> Modes { get; } = Enum.GetValues<MemoryMode>().ToDictionary(mode => mode.Name());

    internal static Option<string?> CreateOption() =>
        new Option<string?>("--memory") { Description = "How C code keeps feature maps: whole, streamed row by row, or smallest, which computes some twice (default: streamed)" }.OneOf(Modes.Keys);

    /// <summary>The mode of that name, or the default if none is given.</summary>
    internal static MemoryMode ModeOf(string? name) => name is null ? MemoryMode.Streamed : Modes[name];

    /// <summary>", 100 more multiply-accumulates", or nothing if there are none.</summary>
    internal static string Extra(MemoryPlan plan) =>
        plan.ExtraMacs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {plan.ExtraMacs:N0} more multiply-accumulates");
}
