using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Options with a fixed set of values, which shells complete and messages list.</summary>
internal static class ChoiceOption
{
    internal static Option<T> OneOf<T>(this Option<T> option, IEnumerable<string> names, StringComparer? comparer = null)
    {
        string[] known = [.. names];
        option.CompletionSources.Clear();
        option.CompletionSources.Add(known);
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value).Except(known, comparer))
                result.AddError($"{option.Name}: expected {List(known)}. Received: {text}.{Suggestion.For(text, known)}");
        });
        return option;
    }

    /// <summary>"a", "a or b", "a, b or c".</summary>
    private static string List(string[] names) => names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " or " + names[^1];
}
