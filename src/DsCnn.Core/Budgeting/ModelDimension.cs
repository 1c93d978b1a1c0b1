namespace DsCnn.Budgeting;

/// <summary>The dimensions in which a family is scaled.</summary>
internal enum ModelDimension
{
    /// <summary>The channels of all layers.</summary>
    Width,

    /// <summary>How many times each stage repeats its block.</summary>
    Depth,

    /// <summary>The size of the images.</summary>
    Resolution,
}
