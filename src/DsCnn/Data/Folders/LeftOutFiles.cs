namespace DsCnn.Data;

/// <summary>Files in the folders of a data set that are not images of a class, counted by kind.</summary>
public sealed class LeftOutFiles
{
    private const int NamedKinds = 20;

    internal LeftOutFiles(IReadOnlyDictionary<string, int> kinds)
    {
        Kinds = kinds;
        Count = kinds.Values.Sum();
    }

    /// <summary>Nothing was left out.</summary>
    public static LeftOutFiles None { get; } = new(new Dictionary<string, int>());

    /// <summary>The number of files.</summary>
    public int Count { get; }

    /// <summary>
    /// The number of files of each kind: their extension (<c>.txt</c>, <c>.DS_Store</c>), for pictures with the reason (<c>.png outside the class folders</c>), or the folder that was
    /// left out with all its contents (<c>in __MACOSX</c>).
    /// </summary>
    public IReadOnlyDictionary<string, int> Kinds { get; }

    /// <summary>The number of files and their kinds, the most frequent first: <c>14 files: 9 .txt, 3 .DS_Store, 2 .heic</c>.</summary>
    /// <returns>One line.</returns>
    public override string ToString()
    {
        if (Count == 0)
            return "no files";
        KeyValuePair<string, int>[] sorted = [.. Kinds.OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Key, StringComparer.Ordinal)];
        IEnumerable<string> named = sorted.Take(NamedKinds).Select(kind => FormattableString.Invariant($"{kind.Value} {kind.Key}"));
        string more = sorted.Length > NamedKinds ? FormattableString.Invariant($", {sorted.Skip(NamedKinds).Sum(kind => kind.Value)} others") : "";
        return ErrorText.OneLine(FormattableString.Invariant($"{Count} file{(Count == 1 ? "" : "s")}: {string.Join(", ", named)}{more}"));
    }

    internal static LeftOutFiles Sum(params IEnumerable<LeftOutFiles> parts) =>
        new(parts.SelectMany(part => part.Kinds).GroupBy(kind => kind.Key).ToDictionary(same => same.Key, same => same.Sum(kind => kind.Value)));
}
