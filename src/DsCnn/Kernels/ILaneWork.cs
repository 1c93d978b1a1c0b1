namespace DsCnn.Kernels;

/// <summary>Work on a matrix of rows x channels that treats every number for itself, as many at once as a lane holds.</summary>
internal interface ILaneWork
{
    /// <summary>Does the numbers of one lane.</summary>
    /// <param name="offset">Where the period begins.</param>
    /// <param name="column">Where in the period the lane lies.</param>
    void Do<TLane>(long offset, int column)
        where TLane : struct, ILane<TLane>;
}
