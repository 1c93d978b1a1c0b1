using System.Globalization;

namespace DsCnn.Data;

/// <summary>Reorders the classes of images by name to match a network: a label is a number, which means a different class in a different order.</summary>
internal static class ClassOrder
{
    private const int Listed = 5;

    /// <summary>The images with their classes numbered as in a list. Sources that only number their classes, as IDX files do, keep their numbers.</summary>
    /// <param name="source">The images.</param>
    /// <param name="names">The list, or null if it is not known.</param>
    /// <param name="owner">The owner of the list, for messages.</param>
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

    /// <summary>Requires that every class in both lists has the same position in both.</summary>
    /// <exception cref="ArgumentException">A class has different positions.</exception>
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
