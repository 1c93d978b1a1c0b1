using System.Globalization;

namespace DsCnn.Data;

/// <summary>Brings the classes of images into a network's order by their names: a label is a number, and another order makes another class of it.</summary>
internal static class ClassOrder
{
    private const int Listed = 5;

    /// <summary>The images with their classes numbered as in a list. What only numbers its classes, as IDX files do, keeps its numbers.</summary>
    /// <param name="source">The images.</param>
    /// <param name="names">The list, or null where nobody knows it.</param>
    /// <param name="owner">Whose list it is, for messages.</param>
    /// <param name="parameter">The caller's parameter.</param>
    /// <exception cref="ArgumentException">The images have a class that is not in the list.</exception>
    internal static IImageSource Of(IImageSource source, IReadOnlyList<string>? names, string owner, string parameter)
    {
        if (names is null || AreNumbers(names) || AreNumbers(source.ClassNames))
            return source;
        var match = ClassMatch.Of(names, source.ClassNames);
        if (!match.IsComplete)
        {
            string[] unknown = [.. source.ClassNames.Where((_, i) => match.Sources[i] is null)];
            throw new ArgumentException(ErrorText.OneLine(
                $"{owner} knows the classes {List(names)}. Received images of {(unknown.Length == 1 ? "the class" : "the classes")} {List(unknown)}, which it does not know."), parameter);
        }

        return IsKept(match) ? source : new RenumberedImages(source, [.. names], [.. match.Sources.Select(place => place!.Value)]);
    }

    /// <summary>Demands that no class that both lists have stands at different places in them.</summary>
    /// <exception cref="ArgumentException">One does.</exception>
    internal static void RequireKept(IImageSource source, IReadOnlyList<string>? names, string owner, string remedy, string parameter)
    {
        if (names is null || AreNumbers(names) || AreNumbers(source.ClassNames) || IsKept(ClassMatch.Of(names, source.ClassNames)))
            return;
        throw new ArgumentException(ErrorText.OneLine(
            $"{owner} knows the classes {List(names)}, in this order. Received images of the classes {List(source.ClassNames)}. {remedy}"), parameter);
    }

    private static bool IsKept(ClassMatch match) => match.Sources.Index().All(place => place.Item is null || place.Item == place.Index);

    private static bool AreNumbers(IReadOnlyList<string> names) => names.Index().All(name => name.Item == name.Index.ToString(CultureInfo.InvariantCulture));

    private static string List(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(Listed).Select(ErrorText.Quote)) + (names.Count > Listed ? $" and {names.Count - Listed} more" : "");
}
