using System.CommandLine;
using System.CommandLine.Completions;

namespace DsCnn.Cli;

/// <summary>What a shell can complete: the commands, and the options of each command.</summary>
internal sealed record CompletionWords(IReadOnlyList<CompletedCommand> Commands)
{
    internal static CompletionWords Of(Command root)
    {
        IEnumerable<Option> everywhere = root.Options.Where(option => option.Recursive);
        return new([.. root.Subcommands.Select(command => new CompletedCommand(
            command.Name,
            command.Description ?? "",
            [.. command.Options.Concat(everywhere).Select(CompletedOption.Of)],
            command.Name == "help" ? [.. root.Subcommands.Select(other => other.Name)] : [.. command.Arguments.SelectMany(argument => Words(argument.CompletionSources))],
            command.Arguments.Count > 0))]);
    }

    /// <summary>Words in the order in which they were defined.</summary>
    internal static IEnumerable<string> Words(IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources) =>
        sources.SelectMany(source => source(CompletionContext.Empty)).Select(item => item.Label);
}

/// <summary>A command, the words that can follow it other than options, and whether it takes files otherwise.</summary>
internal sealed record CompletedCommand(string Name, string Description, IReadOnlyList<CompletedOption> Options, IReadOnlyList<string> Words, bool TakesArguments);

/// <summary>An option with its names, and its value: one of several words, a file or folder, anything else, or nothing.</summary>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, IReadOnlyList<string> Words, bool TakesValue, bool TakesPath)
{
    internal static CompletedOption Of(Option option) => new(
        [.. option.Aliases.Where(alias => alias != "-?").Prepend(option.Name)],
        option.Description ?? "",
        option.ValueType == typeof(bool) ? [] : [.. CompletionWords.Words(option.CompletionSources)],
        option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0,
        option.HelpName is "FILE" or "DIR" or "DATA");
}
