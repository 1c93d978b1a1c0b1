using System.Collections.Immutable;

namespace DsCnn.Files;

/// <summary>Matches the classes of a network with the classes of new images by name, to decide which keep their weights.</summary>
/// <remarks>Names match if they are equal after Unicode normalization. Case matters: "a" and "A" can be two classes.</remarks>
public sealed class ClassMatch
{
    private const int Listed = 5;

    private ClassMatch(IReadOnlyList<string> known, IReadOnlyList<string> wanted)
    {
        Known = [.. known];
        Wanted = [.. wanted];
        Sources = Match(Known, Wanted);
    }

    /// <summary>The network's classes, in the order of its outputs.</summary>
    public ImmutableArray<string> Known { get; }

    /// <summary>The new classes, in the order of the new outputs.</summary>
    public ImmutableArray<string> Wanted { get; }

    /// <summary>For each new class its index among the known ones, or null if it is not known.</summary>
    public ImmutableArray<int?> Sources { get; }

    /// <summary>Whether all new classes are known.</summary>
    public bool IsComplete => Sources.All(source => source is not null);

    /// <summary>Whether both are the same classes in the same order.</summary>
    public bool IsSame => Known.Length == Wanted.Length && Sources.Index().All(source => source.Item == source.Index);

    /// <summary>Matches classes.</summary>
    /// <param name="known">The network's classes, in the order of its outputs, or null if they have no names.</param>
    /// <param name="wanted">The new classes, in the order of the new outputs.</param>
    /// <returns>The match.</returns>
    public static ClassMatch Of(IReadOnlyList<string>? known, IReadOnlyList<string> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return new ClassMatch(known ?? [], wanted);
    }

    /// <summary>Describes the match in one line, such as <c>2 of 3 classes keep their weights (lily, rose); 1 is new (tulip); 1 is dropped (oak)</c>.</summary>
    /// <returns>The line, without a period.</returns>
    public override string ToString()
    {
        string[] kept = [.. Indices(isKnown: true).Select(i => Wanted[i])];
        string[] fresh = [.. Indices(isKnown: false).Select(i => Wanted[i] + CaseHint(Wanted[i]))];
        string[] dropped = [.. Known.Where((_, i) => !Sources.Contains(i))];
        string text = kept.Length == 0
            ? $"none of the {Wanted.Length} classes is known to the network, all are new ({List(fresh)})"
            : $"{kept.Length} of {Wanted.Length} classes keep{(kept.Length == 1 ? "s its" : " their")} weights ({List(kept)})";
        if (kept.Length > 0 && fresh.Length > 0)
            text += $"; {fresh.Length} {Are(fresh)} new ({List(fresh)})";
        return dropped.Length > 0 ? $"{text}; {dropped.Length} {Are(dropped)} dropped ({List(dropped)})" : text;
    }

    private static ImmutableArray<int?> Match(ImmutableArray<string> known, ImmutableArray<string> wanted)
    {
        int?[] sources = new int?[wanted.Length];
        bool[] isTaken = new bool[known.Length];
        Take(name => name);
        Take(ComposedText.Of);
        return [.. sources];

        // Exactly equal names come first; two names that differ only in composition remain two classes.
        void Take(Func<string, string> form)
        {
            Dictionary<string, int> free = [];
            foreach ((int position, string name) in known.Index().Where(k => !isTaken[k.Index]))
                free.TryAdd(form(name), position);
            foreach ((int position, string name) in wanted.Index().Where(w => sources[w.Index] is null))
            {
                if (free.Remove(form(name), out int source))
                    (sources[position], isTaken[source]) = (source, true);
            }
        }
    }

    private static string Are(string[] names) => names.Length == 1 ? "is" : "are";

    private static string List(string[] names) =>
        ErrorText.OneLine(string.Join(", ", names.Take(Listed))) + (names.Length > Listed ? $" and {names.Length - Listed} more" : "");

    private IEnumerable<int> Indices(bool isKnown) => Enumerable.Range(0, Wanted.Length).Where(i => Sources[i] is not null == isKnown);

    /// <summary>A hint to use the same name for the same class.</summary>
    private string CaseHint(string name)
    {
        string composed = ComposedText.Of(name);
        string? other = Known.Where((_, i) => !Sources.Contains(i)).FirstOrDefault(k => ComposedText.Of(k).Equals(composed, StringComparison.OrdinalIgnoreCase));
        return other is null ? "" : $", which differs from {other} only by case: use the same name to keep its weights";
    }
}
