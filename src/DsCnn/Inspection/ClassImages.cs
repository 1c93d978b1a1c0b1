namespace DsCnn.Inspection;

/// <summary>How many images of a class there are.</summary>
public sealed class ClassImages
{
    internal ClassImages()
    {
    }

    /// <summary>What the class is called.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Readable images to train on.</summary>
    public int Train { get; internal init; }

    /// <summary>Readable images to validate on.</summary>
    public int Validation { get; internal init; }

    /// <summary>Readable images to test on.</summary>
    public int Test { get; internal init; }

    /// <summary>All of them.</summary>
    public int Total => Train + Validation + Test;

    /// <summary>How many are in a split.</summary>
    /// <param name="split">Which.</param>
    /// <returns>The number.</returns>
    public int In(DataSplit split) => Check.Defined(split, nameof(split)) switch
    {
        DataSplit.Train => Train,
        DataSplit.Validation => Validation,
        _ => Test,
    };
}
