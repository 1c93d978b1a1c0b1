using System.Text.RegularExpressions;

namespace DsCnn.Data;

/// <summary>Converts names of types and values to words.</summary>
internal static partial class Words
{
    /// <summary>"OneCycleSchedule" without its suffix is "one cycle".</summary>
    internal static string Of(Type type, string ending) => Capital().Replace(Without(type, ending), " $1").ToLowerInvariant();

    /// <summary>"AdamWOptions" without its suffix is "AdamW".</summary>
    internal static string Without(Type type, string ending) => type.Name.EndsWith(ending, StringComparison.Ordinal) ? type.Name[..^ending.Length] : type.Name;

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex Capital();
}
