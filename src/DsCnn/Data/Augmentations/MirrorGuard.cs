using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DsCnn.Data;

/// <summary>Decides from class names whether images may be mirrored: mirrored characters are different or no characters, and left becomes right.</summary>
internal static partial class MirrorGuard
{
    /// <summary>A name with more digits is an identifier, such as a folder of ImageNet.</summary>
    private const int MostDigits = 4;

    private static readonly FrozenSet<string> _directions = Words(
        "left right leftward rightward leftwards rightwards lefthand righthand clockwise counterclockwise anticlockwise cw ccw east west eastbound westbound port starboard " +
        "links rechts gauche droite izquierda derecha sinistra destra esquerda direita");

    private static readonly FrozenSet<string> _numerals = Words(
        "zero one two three four five six seven eight nine ten eleven twelve eins zwei drei vier sechs sieben acht neun zehn");

    private static readonly FrozenSet<string> _kindsOfWriting = Words(
        "digit digits number numbers numeral letter letters char chars character characters glyph symbol alphabet ziffer buchstabe zahl upper lower uppercase lowercase capital");

    /// <summary>Why the images must not be mirrored, in a few words, or null if there is no reason.</summary>
    internal static string? Objection(IReadOnlyList<string> classNames)
    {
        string[][] words = [.. classNames.Select(Split)];
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i].FirstOrDefault(IsDirection) is { } side)
                return $"class {classNames[i]} says {side}";
            if (words[i].Any(_kindsOfWriting.Contains) && words[i].Any(IsCharacter))
                return $"class {classNames[i]} is writing";
        }

        // Words that all names share, such as "class" in "class 3", do not distinguish them.
        string[] common = words.Length == 0 ? [] : [.. words.Aggregate((a, b) => [.. a.Intersect(b)])];
        string[] writing = [.. classNames.Where((_, i) => IsWriting([.. words[i].Except(common)]))];
        return writing.Length == words.Length ? "the classes are characters or numbers"
            : writing.Length > 1 ? $"classes {writing[0]} and {writing[1]} are characters or numbers"
            : null;

        bool IsDirection(string word) => _directions.Contains(word) || (word is "l" or "r" && AreSides(words));
    }

    /// <summary>"hand l" and "hand r": the same except for the side.</summary>
    private static bool AreSides(string[][] words) =>
        words.Any(name => name.Contains("l") && words.Any(other => other.SequenceEqual(name.Select(word => word == "l" ? "r" : word))));

    private static bool IsWriting(string[] words) => words.Length == 1 && IsCharacter(words[0]);

    private static bool IsCharacter(string word) => word.EnumerateRunes().Count() == 1 || (word.Length <= MostDigits && word.All(char.IsDigit)) || _numerals.Contains(word);

    private static string[] Split(string name) => [.. Word().Matches(name).Select(word => word.Value.ToLowerInvariant())];

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet();

    /// <summary>Words are separated by punctuation, by digits, and by capitals as in <c>turnLeft</c>.</summary>
    [GeneratedRegex(@"\d+|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+(?!\p{Ll})|\p{Lu}|[\p{So}\p{Sm}\p{Sc}]")]
    private static partial Regex Word();
}
