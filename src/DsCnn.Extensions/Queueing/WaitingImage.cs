namespace DsCnn.Extensions;

/// <summary>An image that is waiting for its result. Its sender may cancel until processing begins; from then on, its bytes are in use until it is completed.</summary>
internal sealed class WaitingImage<TAnswer> : IDisposable
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    // Continuations run elsewhere, because the worker has other images.
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration _cancellation;
    private int _state;

    internal WaitingImage(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Content = content;
        _cancellation = cancellationToken.UnsafeRegister(
            static (image, token) => ((WaitingImage<TAnswer>)image!).GiveUp(token), this);
    }

    internal ReadOnlyMemory<byte> Content { get; }

    internal Task<TAnswer> Answer => _answer.Task;

    /// <summary>The number of images that ran together with it.</summary>
    internal int BatchSize { get; set; }

    /// <summary>Begins processing it, unless it has been canceled.</summary>
    internal bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    internal void Succeed(TAnswer answer) => _answer.TrySetResult(answer);

    internal void Fail(Exception failure) => _answer.TrySetException(failure);

    public void Dispose() => _cancellation.Dispose();

    private void GiveUp(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting)
            _answer.TrySetCanceled(cancellationToken);
    }
}
