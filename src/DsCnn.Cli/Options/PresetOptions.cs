using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>A preset by name, and its width.</summary>
internal sealed class PresetOptions
{
    internal PresetOptions(string description) =>
        Name = new Option<string>("--preset") { Description = description, HelpName = "NAME" }.OneOf(
            Presets.All.Select(preset => preset.Name), StringComparer.OrdinalIgnoreCase);

    internal Option<string> Name { get; }

    internal Option<double?> Width { get; } = NumberOption.Positive<double>("--width", "A factor of the preset's channels, such as 0.5 (default: 1)");

    /// <summary>The requested preset, or null if none was requested.</summary>
    /// <exception cref="UsageException">The preset does not support the requested width.</exception>
    internal Preset? Read(ParseResult parsed)
    {
        double? width = parsed.GetValue(Width);
        if (parsed.GetValue(Name) is not { } name)
            return width is null ? null : throw new UsageException("--width requires --preset, whose channels it multiplies.");
        Preset preset = Presets.Find(name);
        if (width is not { } factor)
            return preset;
        return preset.Architecture is null
            ? throw new UsageException($"--width: {preset.Name} is not described by a table, so its width is fixed.")
            : preset.WithWidth(factor);
    }
}
