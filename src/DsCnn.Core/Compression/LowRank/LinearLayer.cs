namespace DsCnn.Compression;

/// <summary>A convolution or fully connected layer, seen as a matrix: outputs x inputs.</summary>
internal sealed record LinearLayer
{
    /// <summary>The prefix of its weight's name, such as <c>layers.2.pointwise</c> or <c>layers.6</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The layer's position in the spec.</summary>
    public required int Layer { get; init; }

    /// <summary>Which part of the layer this is.</summary>
    public required LinearPart Part { get; init; }

    /// <summary>Columns of the matrix: channels times the kernel's area.</summary>
    public required int Inputs { get; init; }

    /// <summary>Rows of the matrix.</summary>
    public required int Outputs { get; init; }

    /// <summary>Multiply-accumulates per number in the matrix: the number of output pixels.</summary>
    public required long Positions { get; init; }

    /// <summary>Why it cannot be factorized, or null if it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>The weight's name in model files.</summary>
    public string Weight => $"{Name}.weight";

    /// <summary>The largest rank whose two factors have fewer numbers than the matrix; 0 if there is none.</summary>
    public int LargestSavingRank => (int)((((long)Inputs * Outputs) - 1) / (Inputs + Outputs + ExtraPerRank));

    /// <summary>How many numbers the two factors of a rank save.</summary>
    /// <param name="rank">The rank.</param>
    /// <returns>The saving; negative if the factors are larger.</returns>
    public long SavedParameters(int rank) => ((long)Inputs * Outputs) - ((long)rank * (Inputs + Outputs + ExtraPerRank));

    /// <summary>A fully connected layer has a bias and becomes two layers with one each.</summary>
    private int ExtraPerRank => Part == LinearPart.FullyConnected ? 1 : 0;
}
