namespace DsCnn.Building;

/// <summary>Parts of an <see cref="ArchitectureTable"/> that keep their size when the table is scaled.</summary>
[Flags]
public enum FixedParts
{
    /// <summary>None: everything is scaled (EfficientNet).</summary>
    None = 0,

    /// <summary>The filters of the stem.</summary>
    Stem = 1,

    /// <summary>The filters of the head where the width factor is below 1 (Sandler et al. 2018, section 6.1).</summary>
    HeadIfNarrower = 2,

    /// <summary>The filters of the head.</summary>
    Head = 4,

    /// <summary>The repeats of the first and the last stage.</summary>
    EndRepeats = 8,
}
