namespace DsCnn.Cli;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Suggestion
{
    private const int ShortestPart = 3;

    /// <summary>" Did you mean train?", or nothing if no word is close.</summary>
    internal static string For(string text, IEnumerable<string> known) => Nearest(text, known) is { } word ? $" Did you mean {word}?" : "";

    private static string? Nearest(string text, IEnumerable<string> known)
    {
        // Nobody mistypes a page of text, and comparing it would take a long time.
        const int longestWord = 64;
        if (text.Length > longestWord)
            return null;
        string typed = Bare(text);
        return known.Select(word => (Word: word, Distance: Distance(typed, Bare(word))))
            .Where(guess => guess.Distance <= Math.Max(1, Math.Max(typed.Length, Bare(guess.Word).Length) / 3) || IsPart(typed, Bare(guess.Word)))
            .OrderBy(guess => guess.Distance).Select(guess => guess.Word).FirstOrDefault();
    }

    private static bool IsPart(string typed, string word) => typed.Length >= ShortestPart && word.Contains(typed, StringComparison.Ordinal);

    /// <summary>Hyphens, underscores and case are what people most often get wrong.</summary>
    private static string Bare(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>
    /// The number of letters to insert, delete, change or swap with their neighbor to turn one word into the other (optimal string alignment).
    /// </summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int change = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
            }
        }

        return cost[a.Length, b.Length];
    }
}
