using System.Collections.Frozen;
using System.Text;

namespace DsCnn;

/// <summary>
/// Normalizes names: "é" may be one character or an "e" followed by a combining accent. macOS writes the latter where other systems write the former.
/// </summary>
/// <remarks>
/// Unicode normalization form C (UAX 15). The runtime's own implementation does nothing without ICU, which tools and containers often lack. Characters beyond the Basic Multilingual
/// Plane and compatibility ideographs are left as they are.
/// </remarks>
internal static class ComposedText
{
    private const char FirstMark = '\u0300';

    // Hangul syllables are computed (The Unicode Standard, section 3.12).
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTrail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    private static readonly FrozenDictionary<char, string> _parts =
        Triples(CompositionTable.Pairs + CompositionTable.ApartOnly).Select(t => (Whole: t[0], Parts: t[1..]))
            .Concat(CompositionTable.Singles.Chunk(2).Select(pair => (Whole: pair[0], Parts: pair[1].ToString())))
            .ToFrozenDictionary(entry => entry.Whole, entry => entry.Parts);

    private static readonly FrozenDictionary<(char First, char Second), char> _wholes =
        Triples(CompositionTable.Pairs).ToFrozenDictionary(t => (t[1], t[2]), t => t[0]);

    private static readonly FrozenDictionary<char, int> _marks = Triples(CompositionTable.Marks)
        .SelectMany(run => Enumerable.Range(run[0], run[1] - run[0] + 1).Select(mark => (Mark: (char)mark, Class: (int)run[2])))
        .ToFrozenDictionary(mark => mark.Mark, mark => mark.Class);

    /// <summary>The text in form C, in which canonically equivalent texts are equal.</summary>
    internal static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstMark, char.MaxValue))
            return text;
        var parts = new List<char>(text.Length + 8);
        foreach (char character in text)
            TakeApart(character, parts);
        Order(parts);
        return PutTogether(parts);
    }

    private static IEnumerable<string> Triples(string table) => table.Chunk(3).Select(triple => new string(triple));

    private static void TakeApart(char character, List<char> parts)
    {
        int syllable = character - FirstSyllable;
        if (syllable is >= 0 and < Leads * Vowels * Trails)
        {
            parts.Add((char)(FirstLead + (syllable / (Vowels * Trails))));
            parts.Add((char)(FirstVowel + (syllable / Trails % Vowels)));
            if (syllable % Trails > 0)
                parts.Add((char)(BeforeTrail + (syllable % Trails)));
        }
        else if (_parts.TryGetValue(character, out string? further))
        {
            foreach (char part in further)
                TakeApart(part, parts);
        }
        else
        {
            parts.Add(character);
        }
    }

    /// <summary>Marks of different classes may come in any order; this sorts them by class and keeps the order within a class.</summary>
    private static void Order(List<char> parts)
    {
        for (int i = 1; i < parts.Count; i++)
        {
            int own = Class(parts[i]);
            for (int at = i; own > 0 && at > 0 && Class(parts[at - 1]) > own; at--)
                (parts[at - 1], parts[at]) = (parts[at], parts[at - 1]);
        }
    }

    private static string PutTogether(List<char> parts)
    {
        var text = new StringBuilder(parts.Count);
        int starter = -1;
        int before = 0;
        foreach (char part in parts)
        {
            int own = Class(part);
            bool isAdjacent = starter == text.Length - 1;
            if (starter >= 0 && (isAdjacent || (before > 0 && before < own)) && Whole(text[starter], part) is { } whole)
            {
                text[starter] = whole;
                continue;
            }

            if (own == 0)
                starter = text.Length;
            before = own;
            text.Append(part);
        }

        return text.ToString();
    }

    private static char? Whole(char first, char second)
    {
        int lead = first - FirstLead, vowel = second - FirstVowel, syllable = first - FirstSyllable, trail = second - BeforeTrail;
        if (lead is >= 0 and < Leads && vowel is >= 0 and < Vowels)
            return (char)(FirstSyllable + (((lead * Vowels) + vowel) * Trails));
        if (syllable is >= 0 and < Leads * Vowels * Trails && syllable % Trails == 0 && trail is > 0 and < Trails)
            return (char)(first + trail);
        return _wholes.TryGetValue((first, second), out char whole) ? whole : null;
    }

    private static int Class(char character) => _marks.GetValueOrDefault(character);
}
