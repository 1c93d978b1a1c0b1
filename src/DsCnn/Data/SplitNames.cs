using System.Collections.Frozen;

namespace DsCnn.Data;

/// <summary>The usual names for the splits of a data set, in upper or lower case.</summary>
internal static class SplitNames
{
    internal const string Train = "train";

    internal static FrozenDictionary<string, DataSplit> All { get; } = new Dictionary<string, DataSplit>
    {
        [Train] = DataSplit.Train,
        ["training"] = DataSplit.Train,
        ["validation"] = DataSplit.Validation,
        ["val"] = DataSplit.Validation,
        ["valid"] = DataSplit.Validation,
        ["test"] = DataSplit.Test,
        ["testing"] = DataSplit.Test,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    internal static string Listed => string.Join(", ", All.OrderBy(name => name.Value).ThenBy(name => name.Key.Length).Select(name => name.Key));
}
