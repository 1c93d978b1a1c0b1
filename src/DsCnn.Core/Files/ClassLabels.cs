using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DsCnn.Files;

/// <summary>The rules for class names: they are unique, so that a name identifies a class, and a class without a name is called by its number.</summary>
internal static class ClassLabels
{
    /// <summary>The name of a class that has none: "class 7".</summary>
    internal static string Unnamed(int index) => FormattableString.Invariant($"class {index}");

    /// <summary>The known names, followed by numbered ones for the remaining classes.</summary>
    /// <param name="known">The names of the first classes.</param>
    /// <param name="count">The total number of classes.</param>
    internal static ImmutableArray<string> Complete(IReadOnlyList<string> known, int count)
    {
        HashSet<string> taken = [.. known];
        return [.. known, .. Enumerable.Range(known.Count, Math.Max(0, count - known.Count)).Select(Number)];

        // A user may have named the first class "class 1".
        string Number(int index) => taken.Contains(Unnamed(index)) ? FormattableString.Invariant($"output {index}") : Unnamed(index);
    }

    /// <summary>The first name that occurs twice in a list, or null if all are different.</summary>
    internal static string? Repeated(IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name));
    }

    /// <summary>Copies names, checking that none is null and all are different.</summary>
    /// <exception cref="ArgumentException">A name is null or occurs twice.</exception>
    internal static ImmutableArray<string> Different(IEnumerable<string> names, [CallerMemberName] string name = "")
    {
        ImmutableArray<string> copy = [.. names];
        if (copy.Any(one => one is null))
            throw new ArgumentException($"{name} must not be null.", name);
        return Repeated(copy) is { } twice ? throw new ArgumentException(ErrorText.OneLine(RepeatedText(name, twice)), name) : copy;
    }

    internal static string RepeatedText(string name, string twice) => $"{name} must be different. Received twice: {ErrorText.Quote(twice)}.";
}
