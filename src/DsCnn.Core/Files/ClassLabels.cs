using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace DsCnn.Files;

/// <summary>The rules of class names: each is another one, so that a name tells which class it is; a class that nobody named is called by its number.</summary>
internal static class ClassLabels
{
    /// <summary>What a class is called that has no name: "class 7".</summary>
    internal static string Unnamed(int index) => FormattableString.Invariant($"class {index}");

    /// <summary>The names that are known, and numbers for the classes after them.</summary>
    /// <param name="known">Those of the first classes.</param>
    /// <param name="count">How many classes there are.</param>
    internal static ImmutableArray<string> Complete(IReadOnlyList<string> known, int count)
    {
        HashSet<string> taken = [.. known];
        return [.. known, .. Enumerable.Range(known.Count, Math.Max(0, count - known.Count)).Select(Number)];

        // Somebody may have called the first class "class 1".
        string Number(int index) => taken.Contains(Unnamed(index)) ? FormattableString.Invariant($"output {index}") : Unnamed(index);
    }

    /// <summary>The first name that stands in a list twice, or null where all are different.</summary>
    internal static string? Repeated(IEnumerable<string> names)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name));
    }

    /// <summary>Copies names that are all there and all different.</summary>
    /// <exception cref="ArgumentException">One is null, or stands there twice.</exception>
    internal static ImmutableArray<string> Different(IEnumerable<string> names, [CallerMemberName] string name = "")
    {
        ImmutableArray<string> copy = [.. names];
        if (copy.Any(one => one is null))
            throw new ArgumentException($"{name} must not be null.", name);
        return Repeated(copy) is { } twice ? throw new ArgumentException(ErrorText.OneLine(RepeatedText(name, twice)), name) : copy;
    }

    internal static string RepeatedText(string name, string twice) => $"{name} must be different. Received twice: {ErrorText.Quote(twice)}.";
}
