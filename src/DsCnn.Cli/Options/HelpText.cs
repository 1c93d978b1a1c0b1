using System.CommandLine;
using System.Text;

namespace DsCnn.Cli;

/// <summary>The output of <c>--help</c>: usage, arguments, options under headings, examples.</summary>
internal sealed class HelpText
{
    private const string Indent = "  ";
    private const int WidestFirstColumn = 30;
    private const int NarrowestTerminal = 60;

    private readonly TextWriter _output;
    private readonly int _width;

    private HelpText(TextWriter output, int width) => (_output, _width) = (output, width);

    internal static void Write(Command root, Command about)
    {
        // Output piped into other programs is searched line by line.
        int width = Console.IsOutputRedirected ? int.MaxValue : Math.Max(NarrowestTerminal, Console.WindowWidth - 1);
        var text = new HelpText(Console.Out, width);
        text.WriteWrapped("", about.Description ?? "");
        if (about == root)
            text.WriteOverview(root);
        else
            text.WriteCommand(root, (ToolCommand)about);
    }

    private void WriteOverview(Command root)
    {
        WriteHeading("Usage");
        _output.WriteLine(Indent + "dscnn COMMAND [options]");
        WriteTable("Commands", [.. root.Subcommands.Select(command => (command.Name, command.Description ?? ""))]);
        WriteTable(GeneralOptions.Heading, [.. root.Options.Select(Row)]);
        WriteExamples(
        [
            ("dscnn train --data flowers", "train on a folder with a subfolder of pictures for each class"),
            ("dscnn predict --model dscnn-run/model.safetensors rose.jpg", "ask the network about a picture"),
            ("dscnn help train", "all options of a command"),
        ]);
    }

    private void WriteCommand(Command root, ToolCommand command)
    {
        WriteHeading("Usage");
        _output.WriteLine($"{Indent}dscnn {command.Name}{string.Concat(command.Arguments.Select(Usage))}{string.Concat(command.Options.Where(o => o.Required).Select(Usage))} [options]");
        if (command.Arguments.Count > 0)
            WriteTable("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))]);
        foreach ((string heading, IReadOnlyList<Option> options) in command.Groups.Where(group => group.Heading != GeneralOptions.Heading))
            WriteTable(heading, [.. options.Select(Row)]);
        IEnumerable<Option> general = command.Groups.Where(group => group.Heading == GeneralOptions.Heading).SelectMany(group => group.Options);
        WriteTable(GeneralOptions.Heading, [.. general.Concat(root.Options.Where(option => option.Recursive)).Select(Row)]);
        WriteExamples(command.Examples);
    }

    private static string Usage(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : " " + name;
    }

    private static string Usage(Option option) => $" {option.Name} {ValueName(option)}";

    private static (string Names, string Description) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias is not ("-?" or "/h" or "/?")).Order(StringComparer.Ordinal).Append(option.Name));
        string value = ValueName(option);
        return (value.Length == 0 ? names : $"{names} {value}", Describe(option));
    }

    private static string Describe(Option option)
    {
        string description = option.Description ?? "";
        if (option.Required)
            return description + " (required)";
        return TakesValue(option) && option.HasDefaultValue && option.GetDefaultValue() is string { Length: > 0 } value && !description.Contains("default", StringComparison.Ordinal)
            ? $"{description} (default: {value})"
            : description;
    }

    /// <summary>The value of an option: its placeholder, or the words to choose from.</summary>
    private static string ValueName(Option option) => !TakesValue(option) ? "" : option.HelpName ?? Choices(option) ?? "VALUE";

    private static string? Choices(Option option)
    {
        string[] words = [.. CompletionWords.Words(option.CompletionSources)];
        return words.Length == 0 ? null : string.Join('|', words);
    }

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private void WriteExamples(IReadOnlyList<(string Line, string What)> examples)
    {
        if (examples.Count == 0)
            return;
        WriteHeading("Examples");
        foreach ((string line, string what) in examples)
        {
            WriteWrapped(Indent, $"# {what}");
            _output.WriteLine(Indent + line);
        }
    }

    private void WriteHeading(string heading)
    {
        _output.WriteLine();
        _output.WriteLine(heading + ":");
    }

    private void WriteTable(string heading, IReadOnlyList<(string First, string Second)> rows)
    {
        WriteHeading(heading);
        int column = rows.Where(row => row.First.Length <= WidestFirstColumn).Select(row => row.First.Length).DefaultIfEmpty(0).Max() + (2 * Indent.Length);
        foreach ((string first, string second) in rows)
        {
            string begin = Indent + first;
            if (begin.Length + Indent.Length <= column)
            {
                WriteWrapped(begin.PadRight(column), second);
                continue;
            }

            // A long name has its own line, unless lines may have any length.
            if (_width == int.MaxValue)
            {
                WriteWrapped(begin + Indent, second);
                continue;
            }

            _output.WriteLine(begin);
            WriteWrapped(new string(' ', column), second);
        }
    }

    /// <summary>Writes text after a beginning, wrapped below it.</summary>
    private void WriteWrapped(string begin, string text)
    {
        var line = new StringBuilder(begin);
        int length = 0;
        foreach (string word in text.Split(' '))
        {
            if (length > 0 && begin.Length + length + 1 + word.Length > _width)
            {
                _output.WriteLine(line.ToString());
                line.Clear().Append(' ', begin.Length);
                length = 0;
            }

            line.Append(length > 0 ? " " : "").Append(word);
            length += (length > 0 ? 1 : 0) + word.Length;
        }

        _output.WriteLine(line.ToString().TrimEnd());
    }
}
