namespace DsCnn;

/// <summary>Against which other channels a channel competes.</summary>
public enum PruningScope
{
    /// <summary>All channels of the network, so that unimportant layers lose more.</summary>
    Global,

    /// <summary>Those of its own group; every group loses the same share.</summary>
    PerGroup,
}
