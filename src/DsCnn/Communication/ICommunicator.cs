using static TorchSharp.torch;

namespace DsCnn.Communication;

/// <summary>The ranks that train one network together: processes on one or more machines, or threads of one process.</summary>
/// <remarks>
/// Every rank must make the same calls in the same order, with tensors of the same shape and type. After each call, all ranks have the same bits. A call that cannot be completed,
/// because another rank has failed, throws <see cref="CommunicationException"/> or ends the process. Tensors are contiguous and of type float32, float64, int64 or uint8; only
/// those on the CPU are exchanged without a copy.
/// </remarks>
public interface ICommunicator
{
    /// <summary>The number of this rank, from 0 to <see cref="Size"/> - 1. Rank 0 writes files and reports progress.</summary>
    int Rank { get; }

    /// <summary>The number of ranks.</summary>
    int Size { get; }

    /// <summary>Starts replacing a tensor with the sum of all ranks' tensors.</summary>
    /// <param name="values">The summands of this rank, replaced in place. Neither read nor dispose it before the task has ended.</param>
    /// <returns>Ends when the sum is there. An implementation may also do all the work before it returns.</returns>
    /// <exception cref="CommunicationException">Another rank has failed; it may also be thrown by the task.</exception>
    Task AllReduceAsync(Tensor values);

    /// <summary>Replaces a tensor with that of one rank.</summary>
    /// <param name="values">The tensor, replaced in place everywhere except on <paramref name="root"/>.</param>
    /// <param name="root">The rank whose tensor everyone gets.</param>
    /// <exception cref="CommunicationException">Another rank has failed.</exception>
    void Broadcast(Tensor values, int root = 0);

    /// <summary>Collects the tensors of all ranks.</summary>
    /// <param name="mine">The tensor of this rank.</param>
    /// <param name="all">Receives the tensors in the order of the ranks; it has <see cref="Size"/> times as many elements.</param>
    /// <exception cref="CommunicationException">Another rank has failed.</exception>
    void AllGather(Tensor mine, Tensor all);

    /// <summary>Waits until all ranks have made this call.</summary>
    /// <exception cref="CommunicationException">Another rank has failed.</exception>
    void Barrier();

    /// <summary>Ends the work of all ranks because this one cannot go on. It may end the process.</summary>
    /// <param name="reason">The cause, for the message to the user.</param>
    void Abort(Exception reason);
}
