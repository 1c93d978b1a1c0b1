namespace DsCnn.Compression;

/// <summary>The linear maps within a layer.</summary>
internal enum LinearPart
{
    /// <summary>Conv_1 of a DS block.</summary>
    Conv1,

    /// <summary>The 1x1 in a DS block's DW conv.</summary>
    Pointwise,

    /// <summary>Conv_2 of a DS block.</summary>
    Conv2,

    /// <summary>A plain convolution.</summary>
    Convolution,

    /// <summary>A fully connected layer.</summary>
    FullyConnected,
}
