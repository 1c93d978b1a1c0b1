namespace DsCnn.Data;

/// <summary>How the area outside an image is filled.</summary>
public enum PaddingFill
{
    /// <summary>Black.</summary>
    Zeros,

    /// <summary>The image mirrored at its edge, without repeating the edge pixels.</summary>
    Reflect,
}
