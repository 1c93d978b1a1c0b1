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

    /// <summary>The same network with wider or narrower layers, called after the factor, such as <c>mobilenet-v1-w0.25</c>.</summary>
    /// <param name="width">The factor of all channels; see <see cref="ArchitectureTable.Scale"/>.</param>
    /// <returns>The scaled preset, or this one for a factor of 1.</returns>
    /// <exception cref="InvalidOperationException">It has no table that could be scaled.</exception>
    /// <exception cref="InvalidSpecException">The factor is not positive, or makes a layer impossibly wide.</exception>
    public Preset WithWidth(double width)
    {
        ArchitectureTable table = Architecture ?? throw new InvalidOperationException($"{Name} is not described by a table, so its width is fixed.");
        return width == 1 ? this : new Preset(table.Scale(width, depth: 1) with { Name = table.NameOf(width) }, Description);
    }

    /// <summary>Writes the network out.</summary>
    /// <param name="classes">How many classes it tells apart, or null for the published number.</param>
    /// <param name="input">The images it takes, or null for the published ones.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">It cannot take such images.</exception>
    public ModelSpec ToSpec(int? classes = null, InputSpec? input = null) => _make(classes, input);
}
