namespace DsCnn.Data;

/// <summary>The purpose of images in a data set.</summary>
public enum DataSplit
{
    /// <summary>Images to train on.</summary>
    Train,

    /// <summary>Images to evaluate on after every epoch.</summary>
    Validation,

    /// <summary>Images to evaluate on once, at the end.</summary>
    Test,
}
