using System.CommandLine;
using System.CommandLine.Completions;

namespace DsCnn.Cli;

/// <summary>What a shell can complete: the commands, and the options of each.</summary>
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

    /// <summary>Words in the order that they were written down in.</summary>
    internal static IEnumerable<string> Words(IEnumerable<Func<CompletionContext, IEnumerable<CompletionItem>>> sources) =>
        sources.SelectMany(source => source(CompletionContext.Empty)).Select(item => item.Label);
}

/// <summary>A command, what can be written after it besides options, and whether these are files otherwise.</summary>
internal sealed record CompletedCommand(string Name, string Description, IReadOnlyList<CompletedOption> Options, IReadOnlyList<string> Words, bool TakesArguments);

/// <summary>An option by its names, and what it takes: some words, a file or folder, anything else, or nothing.</summary>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, IReadOnlyList<string> Words, bool TakesValue, bool TakesPath)
{
    internal static CompletedOption Of(Option option) => new(
        [.. option.Aliases.Where(alias => alias != "-?").Prepend(option.Name)],
        option.Description ?? "",
        option.ValueType == typeof(bool) ? [] : [.. CompletionWords.Words(option.CompletionSources)],
        option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0,
        option.HelpName is "FILE" or "DIR" or "DATA");
}
