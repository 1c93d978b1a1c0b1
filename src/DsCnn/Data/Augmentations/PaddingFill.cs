namespace DsCnn.Data;

/// <summary>What is outside an image.</summary>
public enum PaddingFill
{
    /// <summary>Black.</summary>
    Zeros,

    /// <summary>The image mirrored at its edge, which is not repeated.</summary>
    Reflect,
}
