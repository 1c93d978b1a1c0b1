using System.CommandLine;
using System.CommandLine.Parsing;

namespace DsCnn.Cli;

/// <summary>Everything that is wrong with a command line, one sentence each.</summary>
internal static class UsageErrors
{
    /// <param name="parsed">The command line.</param>
    /// <param name="placeOf">The beginning of the message about an option: the file that contains the option, or nothing.</param>
    /// <param name="parseUnchecked">Parses without the validation by commands, because the parser says nothing about options once one validation has failed.</param>
    internal static IReadOnlyList<string> Of(ParseResult parsed, Func<Option, string> placeOf, Func<ParseResult> parseUnchecked)
    {
        if (parsed.Action is { ClearsParseErrors: true })
            return [];
        Command root = parsed.RootCommandResult.Command;
        if (parsed.CommandResult.Command == root)
            return OfNoCommand(parsed, root);
        IReadOnlyList<string> unknown = UnknownWords.Options(parsed);
        IEnumerable<string> options = unknown.Select(word => UnknownWords.NoOption(parsed, word));
        IEnumerable<ParseError> others = parsed.Errors.Count > 0 ? [.. parseUnchecked().Errors, .. parsed.Errors] : [];
        if (unknown.Count > 0)
        {
            // This word may be the missing option, and the next word its value; then files are in the wrong positions.
            others = others.Where(error => error.SymbolResult is OptionResult { IdentifierTokenCount: > 0 } option && !option.Tokens.Any(token => unknown.Contains(token.Value)));
        }

        return [.. options, .. others.Select(Message).Distinct()];

        string Message(ParseError error) => (error.SymbolResult is OptionResult { Option: var option } ? placeOf(option) : "") + error.Message.TrimEnd() + DataHint(parsed, error);
    }

    /// <summary>The folder of images was given as in other tools.</summary>
    private static string DataHint(ParseResult parsed, ParseError error) =>
        error.SymbolResult is CommandResult && parsed.UnmatchedTokens is [var word, ..] && error.Message.Contains($"'{word}'", StringComparison.Ordinal)
            && parsed.CommandResult.Command.Options.Any(option => option.Name == DataOptions.Name) && Path.Exists(word)
                ? $" Did you mean {DataOptions.Name} {word}?"
                : "";

    private static IReadOnlyList<string> OfNoCommand(ParseResult parsed, Command root)
    {
        if (parsed.UnmatchedTokens.Count > 0)
            return [UnknownWords.NoCommand(root, parsed.UnmatchedTokens[0])];
        return parsed.Errors.Count > 0 ? ["No command given. `dscnn help` lists the commands."] : [];
    }
}
