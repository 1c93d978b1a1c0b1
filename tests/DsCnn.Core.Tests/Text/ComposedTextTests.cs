using System.Security.Cryptography;
using System.Text;

namespace DsCnn.Tests;

/// <summary>Against Python's unicodedata (Unicode 14).</summary>
public sealed class ComposedTextTests
{
    [Theory]
    [InlineData("Gru\u0308n cafe\u0301 Vie\u0323\u0302t \u1112\u1161\u11ab\u1100\u116e\u11a8 \u304b\u3099", "Gr\u00fcn caf\u00e9 Vi\u1ec7t \ud55c\uad6d \u304c")]
    [InlineData("e\u0302\u0323", "\u1ec7")]
    [InlineData("e\u0301", "\u00e9")]
    [InlineData("\u212b\u03b9\u0308\u0301", "\u00c5\u0390")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\u0958", "\u0915\u093c")]
    [InlineData("rose, \ud83c\udf39 \ud800", "rose, \ud83c\udf39 \ud800")]
    [InlineData("", "")]
    public void Names_come_in_one_form(string text, string expected) => ComposedText.Of(text).Should().Be(expected);

    [Fact]
    public void Every_character_of_the_plane_becomes_what_Python_makes_of_it()
    {
        var all = new StringBuilder();
        for (int c = 0; c <= char.MaxValue; c++)
        {
            if (c is not ((>= 0xD800 and <= 0xDFFF) or (>= 0xF900 and <= 0xFAFF)))
                all.Append(ComposedText.Of(((char)c).ToString())).Append('\n');
        }

        Hash(all.ToString()).Should().Be("8a28aeadf3f524ec966ecdd045ce5c368a9a4db574433e6e3d596e3f0201cdfe");
    }

    [Fact]
    public void Letters_with_three_marks_in_any_order_become_what_Python_makes_of_them()
    {
        const string bases = "aeiouAyOsn\u043a\u03b1\u1100\u304b";
        IEnumerable<string> texts = Enumerable.Range(0, 200).SelectMany(i => bases.Select(b => $"{b}{Mark((i * 7) + 1)}{Mark((i * 13) + 5)}{Mark((i * 29) + 3)}"));

        Hash(string.Join('\n', texts.Select(ComposedText.Of))).Should().Be("e73c6247b7dee7add1c04bef306e500d06ef2ab45c269856d87461fcc25629b4");

        static char Mark(int index) => (char)(0x300 + (index % 112));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)));
}
