namespace DsCnn.Data;

/// <summary>What the images of a data set are for.</summary>
public enum DataSplit
{
    /// <summary>To learn from.</summary>
    Train,

    /// <summary>To measure on after every epoch.</summary>
    Validation,

    /// <summary>To measure on once, at the end.</summary>
    Test,
}
