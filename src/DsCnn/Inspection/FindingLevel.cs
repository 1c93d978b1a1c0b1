namespace DsCnn.Inspection;

/// <summary>The severity of a finding about images.</summary>
public enum FindingLevel
{
    /// <summary>Worth knowing.</summary>
    Note,

    /// <summary>Likely to make a network worse, or its results less reliable.</summary>
    Warning,

    /// <summary>Wrong: fix it before training a network.</summary>
    Problem,
}
