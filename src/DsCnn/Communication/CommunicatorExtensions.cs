using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Communication;

/// <summary>Shorter ways to use an <see cref="ICommunicator"/>.</summary>
public static class CommunicatorExtensions
{
    /// <summary>Replaces a tensor with the sum of all ranks' tensors, and waits for it.</summary>
    /// <param name="communicator">The ranks.</param>
    /// <param name="values">The summands of this rank, replaced in place.</param>
    /// <exception cref="CommunicationException">Another rank has failed.</exception>
    public static void AllReduce(this ICommunicator communicator, Tensor values)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        communicator.AllReduceAsync(values).GetAwaiter().GetResult();
    }

    /// <summary>Does this rank's work. What goes wrong on one rank ends the work of all, which would wait for it in vain.</summary>
    /// <param name="ranks">The ranks, or null for one that works alone.</param>
    /// <param name="work">The work.</param>
    /// <param name="isKnownToAll">Whether all ranks get an exception, so that none waits; null if none is such.</param>
    internal static T OrAbort<T>(this ICommunicator? ranks, Func<T> work, Func<Exception, bool>? isKnownToAll = null)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (ranks is not null && isKnownToAll?.Invoke(failure) != true)
        {
            ranks.Abort(failure);
            throw;
        }
    }

    /// <summary>Replaces numbers with the sums of all ranks' numbers.</summary>
    internal static void AllReduce(this ICommunicator communicator, Span<double> values)
    {
        using Tensor sums = empty(values.Length, ScalarType.Float64, CPU).DetachFromDisposeScope();
        Span<double> memory = MemoryMarshal.Cast<byte, double>(sums.bytes);
        values.CopyTo(memory);
        communicator.AllReduce(sums);
        memory.CopyTo(values);
    }

    /// <summary>Adds up a number of all ranks.</summary>
    internal static double Sum(this ICommunicator communicator, double value)
    {
        Span<double> values = [value];
        communicator.AllReduce(values);
        return values[0];
    }

    /// <summary>Gives every rank the bytes of rank 0, whose number the others need not know.</summary>
    internal static byte[] BroadcastBytes(this ICommunicator communicator, byte[] bytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor length = tensor((long)bytes.Length, ScalarType.Int64, CPU).reshape(1);
        communicator.Broadcast(length);
        Tensor text = zeros(length.data<long>()[0], ScalarType.Byte, CPU);
        if (communicator.Rank == 0)
            bytes.CopyTo(text.bytes);
        communicator.Broadcast(text);
        return text.bytes.ToArray();
    }

    /// <summary>Collects the bytes of all ranks, each of any number.</summary>
    internal static byte[][] AllGatherBytes(this ICommunicator communicator, ReadOnlySpan<byte> bytes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor lengths = zeros(communicator.Size, ScalarType.Int64, CPU);
        communicator.AllGather(tensor((long)bytes.Length, ScalarType.Int64, CPU).reshape(1), lengths);
        long[] counts = lengths.data<long>().ToArray();
        long longest = counts.Max();
        Tensor mine = zeros(longest, ScalarType.Byte, CPU), all = zeros(longest * communicator.Size, ScalarType.Byte, CPU);
        bytes.CopyTo(mine.bytes);
        communicator.AllGather(mine, all);
        return [.. counts.Select((count, rank) => all.bytes.Slice((int)(rank * longest), (int)count).ToArray())];
    }
}
