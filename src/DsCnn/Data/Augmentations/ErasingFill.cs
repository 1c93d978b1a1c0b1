namespace DsCnn.Data;

/// <summary>How an erased rectangle is filled.</summary>
public enum ErasingFill
{
    /// <summary>A random value per pixel and channel, which works best in the paper.</summary>
    Noise,

    /// <summary>Black.</summary>
    Zero,

    /// <summary>The image's own mean per channel.</summary>
    Mean,
}
