namespace DsCnn.Inspection;

/// <summary>How many images of a class there are.</summary>
public sealed record ClassImages
{
    /// <summary>What the class is called.</summary>
    public required string Name { get; init; }

    /// <summary>Readable images to train on.</summary>
    public required int Train { get; init; }

    /// <summary>Readable images to validate on.</summary>
    public required int Validation { get; init; }

    /// <summary>Readable images to test on.</summary>
    public required int Test { get; init; }

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
