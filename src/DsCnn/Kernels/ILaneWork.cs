namespace DsCnn.Kernels;

/// <summary>Elementwise work on a matrix of rows x channels, one lane of elements at a time.</summary>
internal interface ILaneWork
{
    /// <summary>Processes the elements of one lane.</summary>
    /// <param name="offset">The offset of the period.</param>
    /// <param name="column">The position of the lane within the period.</param>
    void Do<TLane>(long offset, int column)
        where TLane : struct, ILane<TLane>;
}
