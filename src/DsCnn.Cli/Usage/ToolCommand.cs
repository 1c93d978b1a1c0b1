using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>A command of the tool, with what its help shows: options under headings, and examples.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Heading, List<Option> Options)> _groups = [];

    /// <summary>Command lines that work, each with what it is for.</summary>
    internal IReadOnlyList<(string Line, string What)> Examples { get; init; } = [];

    /// <summary>The options by heading; those that were given none come last.</summary>
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

    /// <summary>Adds options under a heading, which may be there already.</summary>
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
