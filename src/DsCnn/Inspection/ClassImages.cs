namespace DsCnn.Inspection;

/// <summary>The number of images of a class.</summary>
public sealed class ClassImages
{
    internal ClassImages()
    {
    }

    /// <summary>The name of the class.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The number of readable training images.</summary>
    public int Train { get; internal init; }

    /// <summary>The number of readable validation images.</summary>
    public int Validation { get; internal init; }

    /// <summary>The number of readable test images.</summary>
    public int Test { get; internal init; }

    /// <summary>The total number of readable images.</summary>
    public int Total => Train + Validation + Test;

    /// <summary>Returns the number of images in a split.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The number.</returns>
    public int In(DataSplit split) => Check.Defined(split, nameof(split)) switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        _ => Test,
    };
}
