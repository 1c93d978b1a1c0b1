namespace DsCnn.Inspection;

/// <summary>How much something that was found about images matters.</summary>
public enum FindingLevel
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Likely to make a network worse, or its figures less certain.</summary>
    Warning,

    /// <summary>Wrong: to be mended before a network is trained.</summary>
    Problem,
}
