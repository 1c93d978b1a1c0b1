namespace DsCnn.Data;

/// <summary>The order that people expect for numbered files: 2 before 10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    /// <summary>Paths, folder by folder.</summary>
    internal static NaturalOrder Paths { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x;
        ReadOnlySpan<char> b = y;
        while (a.Length > 0 && b.Length > 0)
        {
            int order = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]) ? CompareNumbers(ref a, ref b) : CompareCharacters(ref a, ref b);
            if (order != 0)
                return order;
        }

        int length = a.Length.CompareTo(b.Length);
        return length != 0 ? length : string.CompareOrdinal(x, y);
    }

    private static int CompareCharacters(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        int order = Rank(a[0]).CompareTo(Rank(b[0]));
        a = a[1..];
        b = b[1..];
        return order;
    }

    /// <summary>A folder's name ends before any longer one; case is ignored.</summary>
    private static int Rank(char character) => character == Path.DirectorySeparatorChar || character == Path.AltDirectorySeparatorChar ? -1 : char.ToUpperInvariant(character);

    /// <summary>Numbers of any length: without leading zeros, the longer one is larger.</summary>
    private static int CompareNumbers(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        ReadOnlySpan<char> first = Number(ref a);
        ReadOnlySpan<char> second = Number(ref b);
        return first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
    }

    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
