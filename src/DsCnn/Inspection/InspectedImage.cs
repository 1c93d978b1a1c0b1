namespace DsCnn.Inspection;

/// <summary>One image of a data set that was inspected.</summary>
public sealed class InspectedImage
{
    internal InspectedImage()
    {
    }

    /// <summary>Its file, or its place in its split, such as <c>#17</c>, where it has none of its own.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The split that it is in.</summary>
    public DataSplit Split { get; internal init; }

    /// <summary>What its class is called: one name, or where images may have several labels, as many as it has.</summary>
    public IReadOnlyList<string> Labels { get; internal init; } = [];

    /// <summary>The class, or all labels as one text.</summary>
    public string ClassName => Labels.Count == 0 ? "no label" : string.Join(" + ", Labels);

    /// <summary>Its place among all images that were inspected.</summary>
    internal int Index { get; init; }

    /// <summary>Name, split and class.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => ErrorText.OneLine($"{Name} ({DataReportText.NameOf(Split)}, {ClassName})");
}
