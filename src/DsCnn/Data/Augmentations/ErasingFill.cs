namespace DsCnn.Data;

/// <summary>What an erased rectangle shows.</summary>
public enum ErasingFill
{
    /// <summary>A random value per pixel and channel, the paper's best.</summary>
    Noise,

    /// <summary>Black.</summary>
    Zero,

    /// <summary>The image's own mean per channel.</summary>
    Mean,
}
