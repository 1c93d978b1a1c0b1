using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Distributed.Mpi;

/// <summary>An exchange of tensors, from the call of a rank to its completion.</summary>
internal sealed unsafe class MpiOperation
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Starter _start;
    private readonly Tensor? _result;
    private readonly Tensor? _resultOnHost;
    private readonly Tensor? _sent;
    private readonly bool _ownsSent;

    private MpiOperation(string name, Starter start, Tensor? result = null, Tensor? resultOnHost = null, Tensor? sent = null, bool ownsSent = false)
    {
        Name = name;
        _start = start;
        _result = result;
        _resultOnHost = resultOnHost;
        _sent = sent;
        _ownsSent = ownsSent;
    }

    private delegate int Starter(MpiLibrary library, nint* request);

    internal string Name { get; }

    internal Task Completion => _completion.Task;

    internal static MpiOperation Barrier() => new("wait for all ranks", (library, request) => library.Ibarrier(library.Constants.World, request));

    internal static MpiOperation AllReduce(Tensor values)
    {
        Tensor host = OnHost(values);
        int count = CountOf(host);
        nint memory = MemoryOf(host);
        return new MpiOperation(
            "add up tensors",
            (library, request) => library.Iallreduce(library.Constants.InPlace, memory, count, NumberType(library, host), library.Constants.Sum, library.Constants.World, request),
            values, host);
    }

    internal static MpiOperation Broadcast(Tensor values, int root)
    {
        Tensor host = OnHost(values);
        int count = CountOf(host, bytes: true);
        nint memory = MemoryOf(host);
        return new MpiOperation(
            "send a tensor to all ranks", (library, request) => library.Ibcast(memory, count, library.Constants.Byte, root, library.Constants.World, request), values, host);
    }

    internal static MpiOperation AllGather(Tensor mine, Tensor all)
    {
        Tensor sent = OnHost(mine), received = OnHost(all);
        int count = CountOf(sent, bytes: true);
        nint from = MemoryOf(sent), to = MemoryOf(received);
        return new MpiOperation(
            "collect tensors",
            (library, request) => library.Iallgather(from, count, library.Constants.Byte, to, count, library.Constants.Byte, library.Constants.World, request),
            all, received, sent, ownsSent: !ReferenceEquals(sent, mine));
    }

    internal int Start(MpiLibrary library, nint* request) => _start(library, request);

    internal void Complete()
    {
        if (_result is not null && !ReferenceEquals(_result, _resultOnHost))
        {
            using IDisposable gradientsOff = no_grad();
            _result.copy_(_resultOnHost!);
        }

        Free();
        _completion.SetResult();
    }

    internal void Fail(Exception failure)
    {
        Free();
        _completion.SetException(failure);
    }

    private void Free()
    {
        if (!ReferenceEquals(_result, _resultOnHost))
            _resultOnHost?.Dispose();
        if (_ownsSent)
            _sent!.Dispose();
        GC.KeepAlive(_sent);
        GC.KeepAlive(_result);
    }

    /// <summary>The tensor itself where MPI can read its memory, else a copy.</summary>
    private static Tensor OnHost(Tensor tensor) =>
        !tensor.is_contiguous() ? throw new ArgumentException($"Ranks exchange contiguous tensors. Received: strides of {string.Join(", ", tensor.stride())}.", nameof(tensor))
        : tensor.device_type == TorchSharp.DeviceType.CPU ? tensor
        : tensor.detach().cpu().DetachFromDisposeScope();

    private static nint MemoryOf(Tensor tensor)
    {
        Span<byte> bytes = tensor.bytes;
        return bytes.IsEmpty ? 0 : (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
    }

    private static int CountOf(Tensor tensor, bool bytes = false)
    {
        long count = bytes ? tensor.bytes.Length : tensor.numel();
        return count <= int.MaxValue ? (int)count : throw new ArgumentException($"Ranks exchange at most {int.MaxValue:N0} elements at once. Received: {count:N0}.", nameof(tensor));
    }

    private static nint NumberType(MpiLibrary library, Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => library.Constants.Float,
        ScalarType.Float64 => library.Constants.Double,
        ScalarType.Int64 => library.Constants.Integer,
        _ => throw new ArgumentException($"Ranks add up tensors of float32, float64 or int64. Received: {tensor.dtype}.", nameof(tensor)),
    };
}
