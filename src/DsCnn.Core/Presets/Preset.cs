namespace DsCnn;

/// <summary>A network that goes by a name.</summary>
public sealed class Preset
{
    private readonly Func<int?, InputSpec?, ModelSpec> _make;

    internal Preset(ArchitectureTable table, string description)
        : this(table.Name, description, table.ToSpec) => Architecture = table;

    internal Preset(string name, string description, Func<int?, InputSpec?, ModelSpec> make)
    {
        Name = name;
        Description = description;
        _make = make;
    }

    /// <summary>The name, as the command line takes it.</summary>
    public string Name { get; }

    /// <summary>What it is and where it comes from, on one line.</summary>
    public string Description { get; }

    /// <summary>Its table, which can be scaled, or null where it has none.</summary>
    public ArchitectureTable? Architecture { get; }

    /// <summary>Writes the network out.</summary>
    /// <param name="classes">How many classes it tells apart, or null for the published number.</param>
    /// <param name="input">The images it takes, or null for the published ones.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">It cannot take such images.</exception>
    public ModelSpec ToSpec(int? classes = null, InputSpec? input = null) => _make(classes, input);
}
