using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace DsCnn.Tests;

/// <summary>The documented example's text, broken at random.</summary>
public sealed record CorruptText(string Text);

/// <summary>A model file, broken at random.</summary>
public sealed record CorruptFile(IReadOnlyList<byte> Bytes);

/// <summary>Breaks texts and files at random: deletes, replaces, inserts, repeats and swaps.</summary>
public static partial class Corruption
{
    private static readonly string[] _snippets =
    [
        "\"", "{", "}", "[", "]", ",", ":", "\\", "\n", "\0", "/*", "-", "0", "9", ".", "e", "null", "true", "1e999", "-1", "3.0", "99999999999",
        "{}", "[]", "\"x\":1,", "\"\\ud800\"", "\ud800", "猫", "\"stride\": 2,", "\"type\":\"conv\",",
    ];

    public static Arbitrary<CorruptText> Texts() =>
        Arb.From(Seeds().Select(seed => new CorruptText(Corrupt(ExampleText.Json, new Random(seed)))));

    public static Arbitrary<CorruptFile> Files() => Arb.From(Seeds().Select(seed => new CorruptFile(CorruptBytes(new Random(seed)))));

    internal static IEnumerable<string> Sample(int count) =>
        Enumerable.Range(0, count).Select(seed => Corrupt(ExampleText.Json, new Random(seed)));

    private static Gen<int> Seeds() => Gen.Choose(0, int.MaxValue - 1);

    private static string Corrupt(string text, Random random)
    {
        int times = random.Next(1, 4);
        for (int i = 0; i < times && text.Length > 0; i++)
            text = CorruptOnce(text, random);
        return text;
    }

    private static string CorruptOnce(string text, Random random)
    {
        int at = random.Next(text.Length);
        int length = Math.Min(random.Next(1, 30), text.Length - at);
        return random.Next(7) switch
        {
            0 => text.Remove(at, 1),
            1 => text.Remove(at, length),
            2 => text.Remove(at, 1).Insert(at, ((char)random.Next(32, 127)).ToString()),
            3 => text.Insert(at, Pick(random, _snippets)),
            4 => text.Insert(at, text.Substring(at, length)),
            5 => ReplaceToken(text, random, Pick(random, _snippets)),
            _ => SwapTokens(text, random),
        };
    }

    private static string ReplaceToken(string text, Random random, string replacement)
    {
        Match[] tokens = [.. Token().Matches(text).Cast<Match>()];
        return tokens.Length == 0 ? text : Replace(text, Pick(random, tokens), replacement);
    }

    private static string SwapTokens(string text, Random random)
    {
        Match[] tokens = [.. Token().Matches(text).Cast<Match>()];
        if (tokens.Length < 2)
            return text;
        Match[] two = [.. random.GetItems(tokens, 2).OrderBy(m => m.Index)];
        return Replace(Replace(text, two[1], two[0].Value), two[0], two[1].Value);
    }

    private static string Replace(string text, Match token, string replacement) =>
        text.Remove(token.Index, token.Length).Insert(token.Index, replacement);

    private static byte[] CorruptBytes(Random random)
    {
        const string header =
            """
            {"__metadata__":{"dscnn.spec":"{\"input\":{\"channels\":2,\"height\":1,\"width\":1},\"layers\":[{\"type\":\"fullyConnected\",\"units\":3}]}"},
            "layers.0.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"layers.0.bias":{"dtype":"F16","shape":[3],"data_offsets":[24,30]}}
            """;
        byte[] data = new byte[30];
        if (random.Next(2) == 0)
            return RawSafetensors.Bytes(Corrupt(header, random), data);

        List<byte> bytes = [.. RawSafetensors.Bytes(header, data)];
        int times = random.Next(1, 4);
        for (int i = 0; i < times && bytes.Count > 0; i++)
        {
            int at = random.Next(4) == 0 ? random.Next(Math.Min(8, bytes.Count)) : random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes[at] = (byte)random.Next(256);
                    break;
            }
        }

        return [.. bytes];
    }

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    [GeneratedRegex("""  "[^"]*" | [0-9][0-9.e-]* | true | false | null """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
