namespace DsCnn.Budgeting;

/// <summary>The dimensions that a family is scaled in.</summary>
internal enum ModelDimension
{
    /// <summary>The channels of all layers.</summary>
    Width,

    /// <summary>How often each stage repeats its block.</summary>
    Depth,

    /// <summary>The size of the images.</summary>
    Resolution,
}
