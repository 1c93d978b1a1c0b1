using System.CommandLine;
using System.CommandLine.Parsing;

namespace DsCnn.Cli;

/// <summary>Words on a command line that are neither a command nor an option, wherever the parser put them, and what they might have meant.</summary>
internal static class UnknownWords
{
    /// <exception cref="UsageException">The command does not exist.</exception>
    internal static Command Find(Command root, string name) =>
        root.Subcommands.FirstOrDefault(command => command.Name == name) ?? throw new UsageException(NoCommand(root, name));

    internal static string NoCommand(Command root, string name)
    {
        IEnumerable<string> known = name.StartsWith('-') ? NamesOf(root, root) : root.Subcommands.Select(command => command.Name);
        return $"There is no {(name.StartsWith('-') ? "option" : "command")} {name}.{Suggestion.For(name, known)} `dscnn help` lists them.";
    }

    /// <summary>Words that look like options: those that the parser could not place, and those that it took for a file or for the value of an option.</summary>
    internal static IReadOnlyList<string> Options(ParseResult parsed)
    {
        IEnumerable<string> taken = parsed.CommandResult.Children.SelectMany(child => child.Tokens).Select(token => token.Value);
        // Everything after two hyphens is taken literally.
        HashSet<string> options = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Select(token => token.Value)];
        return [.. taken.Concat(parsed.UnmatchedTokens).Where(word => IsOption(word) && options.Contains(word)).Distinct()];
    }

    internal static string NoOption(ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        string name = word.Split('=', 2)[0];
        if (IsTypeset(name))
            return $"{name}: write two hyphens, --{name[1..]}.";
        string hint = Suggestion.For(name, NamesOf(parsed.RootCommandResult.Command, command));
        return $"dscnn {command.Name} has no option {name}.{hint} `dscnn help {command.Name}` lists them.";
    }

    private static IEnumerable<string> NamesOf(Command root, Command command) =>
        command.Options.Concat(root.Options.Where(option => option.Recursive)).Select(option => option.Name);

    private static bool IsOption(string word) => IsTypeset(word) || (word.Length > 1 && word[0] == '-' && (char.IsLetter(word[1]) || (word[1] == '-' && word.Length > 2)));

    /// <summary>Two hyphens that a word processor has turned into a dash.</summary>
    private static bool IsTypeset(string word) => word.Length > 1 && word[0] is '\u2014' or '\u2013' && char.IsLetter(word[1]);
}
