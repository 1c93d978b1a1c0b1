namespace DsCnn;

/// <summary>A predefined network with a name.</summary>
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

    /// <summary>The name, as used on the command line.</summary>
    public string Name { get; }

    /// <summary>A one-line description with its source.</summary>
    public string Description { get; }

    /// <summary>Its table, which can be scaled, or null if it has none.</summary>
    public ArchitectureTable? Architecture { get; }

    /// <summary>The same network with wider or narrower layers, named after the factor, such as <c>mobilenet-v1-w0.25</c>.</summary>
    /// <param name="width">The factor for all channels; see <see cref="ArchitectureTable.Scale"/>.</param>
    /// <returns>The scaled preset, or this one for a factor of 1.</returns>
    /// <exception cref="InvalidOperationException">The preset has no table to scale.</exception>
    /// <exception cref="InvalidSpecException">The factor is not positive, or makes a layer impossibly wide.</exception>
    public Preset WithWidth(double width)
    {
        ArchitectureTable table = Architecture ?? throw new InvalidOperationException($"{Name} is not described by a table, so its width is fixed.");
        return width == 1 ? this : new Preset(table.Scale(width, depth: 1) with { Name = table.NameOf(width) }, Description);
    }

    /// <summary>Creates the spec of the network.</summary>
    /// <param name="classes">The number of classes, or null for the published number.</param>
    /// <param name="input">The input images, or null for the published size.</param>
    /// <returns>The spec.</returns>
    /// <exception cref="InvalidSpecException">The network cannot take such images.</exception>
    public ModelSpec ToSpec(int? classes = null, InputSpec? input = null) => _make(classes, input);
}
