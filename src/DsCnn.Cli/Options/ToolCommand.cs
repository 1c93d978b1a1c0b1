using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>A command of the tool, with additional content for its help: options under headings, and examples.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Heading, List<Option> Options)> _groups = [];

    private readonly List<Option[]> _exclusive = [];

    /// <summary>Command lines that work, with explanations.</summary>
    internal IReadOnlyList<(string Line, string What)> Examples { get; init; } = [];

    /// <summary>The options by heading; options without a heading come last.</summary>
    internal IEnumerable<(string Heading, IReadOnlyList<Option> Options)> Groups
    {
        get
        {
            foreach ((string heading, List<Option> options) in _groups)
                yield return (heading, options);
            if (Options.Except(_groups.SelectMany(group => group.Options)).ToList() is { Count: > 0 } rest)
                yield return ("Other options", rest);
        }
    }

    /// <summary>Declares options that exclude one another: if one is on the command line, the others are ignored in a file.</summary>
    internal void AddExclusive(params Option[] options) => _exclusive.Add(options);

    /// <summary>The option itself and those that it excludes.</summary>
    internal IEnumerable<Option> ExclusiveWith(Option option) => _exclusive.FirstOrDefault(group => group.Contains(option)) ?? [option];

    /// <summary>Adds options under a heading, which may already exist.</summary>
    internal void AddOptions(string heading, params IEnumerable<Option> options)
    {
        int index = _groups.FindIndex(group => group.Heading == heading);
        if (index < 0)
        {
            index = _groups.Count;
            _groups.Add((heading, []));
        }

        foreach (Option option in options)
        {
            Options.Add(option);
            _groups[index].Options.Add(option);
        }
    }
}
