using System.Text.Json;

namespace DsCnn;

/// <summary>How enumeration members are written in files and names.</summary>
internal static class Spelling
{
    internal static string CamelCase<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
