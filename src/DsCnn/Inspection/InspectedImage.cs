namespace DsCnn.Inspection;

/// <summary>One image of an inspected data set.</summary>
public sealed class InspectedImage
{
    internal InspectedImage()
    {
    }

    /// <summary>Its file, or if it has none, its position in its split, such as <c>#17</c>.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The split that it is in.</summary>
    public DataSplit Split { get; internal init; }

    /// <summary>The name of its class or, if images may have several labels, the names of all its labels.</summary>
    public IReadOnlyList<string> Labels { get; internal init; } = [];

    /// <summary>The class, or all labels as one text.</summary>
    public string ClassName => Labels.Count == 0 ? "no label" : string.Join(" + ", Labels);

    /// <summary>Its index among all inspected images.</summary>
    internal int Index { get; init; }

    /// <summary>Name, split and class.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Name} ({DataReportText.NameOf(Split)}, {ClassName})");
}
