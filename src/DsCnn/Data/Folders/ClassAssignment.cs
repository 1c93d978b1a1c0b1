using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>The class of each of some folders, determined from their names.</summary>
/// <param name="ClassNames">The classes in the order of their labels.</param>
/// <param name="Labels">The label of each folder, in the folders' order.</param>
/// <param name="Remarks">Names that were considered equal although they are written differently; one line each.</param>
internal sealed record ClassAssignment(ImmutableArray<string> ClassNames, ImmutableArray<int> Labels, ImmutableArray<string> Remarks)
{
    private const int Listed = 10;

    /// <summary>Makes each name a class, in ordinal order; names that differ only in their Unicode form are one class.</summary>
    /// <exception cref="InvalidDataException">Two names differ only by case.</exception>
    internal static ClassAssignment Of(string folder, IReadOnlyList<string> names)
    {
        string[] composed = [.. names.Select(ComposedText.Of)];
        RefuseLookAlikes(folder, composed);
        ImmutableArray<string> classes = [.. composed.Distinct().Order(StringComparer.Ordinal)];
        var labels = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        return new ClassAssignment(classes, [.. composed.Select(name => labels[name])], [.. SameButForAccents(folder, composed)]);
    }

    /// <summary>Finds each name among given classes: the exact name, or else one that looks the same, or else the only one that differs only by case.</summary>
    /// <exception cref="InvalidDataException">A name is not among them, or two names differ only by case.</exception>
    internal static ClassAssignment Of(string folder, IReadOnlyList<string> names, IReadOnlyList<string> classes)
    {
        var known = new KnownClasses(classes);
        int?[] labels = [.. names.Select(known.Find)];
        var remarks = new List<string>(SameButForAccents(folder, names.Where((_, i) => labels[i] is not null).Select(ComposedText.Of)));
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not null)
                continue;
            int label = known.FindInAnyCase(names[i]) ?? throw Unknown(folder, names[i], classes);
            if (Array.IndexOf(labels, label) is >= 0 and var other)
                throw LookAlikes(folder, names[other], names[i]);
            labels[i] = label;
            remarks.Add($"{Path.Combine(folder, names[i])} is read as the class {classes[label]}");
        }

        return new ClassAssignment([.. classes], [.. labels.Select(label => label!.Value)], [.. remarks]);
    }

    /// <summary>Whether a name is one of given classes.</summary>
    internal static bool Knows(IReadOnlyList<string> classes, string name)
    {
        var known = new KnownClasses(classes);
        return (known.Find(name) ?? known.FindInAnyCase(name)) is not null;
    }

    private static IEnumerable<string> SameButForAccents(string folder, IEnumerable<string> composed) => composed.GroupBy(name => name).Where(same => same.Count() > 1)
        .Select(same => $"{folder} contains {same.Count()} folders {same.Key}, which differ only in how their accents are stored; they are one class");

    /// <summary>Single letters may be different classes in upper and lower case, as in pictures of handwriting; for words, that is a mistake that would go into the training.</summary>
    private static void RefuseLookAlikes(string folder, IReadOnlyList<string> names)
    {
        foreach (IGrouping<string, string> same in names.Distinct().GroupBy(name => name, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Count() > 1 && same.Key.EnumerateRunes().Count() > 1)
                throw LookAlikes(folder, same.First(), same.Last());
        }
    }

    private static InvalidDataException LookAlikes(string folder, string first, string second) => new(ErrorText.OneLine(
        $"{folder} contains the folders {first} and {second}, whose names differ only by case. Put their images together, or rename one of them."));

    private static InvalidDataException Unknown(string folder, string name, IReadOnlyList<string> classes)
    {
        string known = string.Join(", ", classes.Take(Listed)) + (classes.Count > Listed ? ", ..." : "");
        return new InvalidDataException(ErrorText.OneLine($"{folder} contains the folder {name}, which is none of the {Quantity.Of(classes.Count, "class")}: {known}."));
    }

    private sealed class KnownClasses(IReadOnlyList<string> classes)
    {
        private readonly ILookup<string, int> _labels = LabelsBy(classes, StringComparer.Ordinal);
        private readonly ILookup<string, int> _labelsInAnyCase = LabelsBy(classes, StringComparer.OrdinalIgnoreCase);

        internal int? Find(string name) => Only(_labels, name);

        internal int? FindInAnyCase(string name) => Only(_labelsInAnyCase, name);

        private static ILookup<string, int> LabelsBy(IReadOnlyList<string> classes, StringComparer comparer) =>
            classes.Index().ToLookup(c => ComposedText.Of(c.Item), c => c.Index, comparer);

        /// <summary>If several classes look the same, only the exact name is found.</summary>
        private int? Only(ILookup<string, int> labels, string name)
        {
            int[] same = [.. labels[ComposedText.Of(name)]];
            return same.Length == 1 ? same[0] : same.Where(label => classes[label] == name).Select(label => (int?)label).FirstOrDefault();
        }
    }
}
