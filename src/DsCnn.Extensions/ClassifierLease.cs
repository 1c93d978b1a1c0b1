namespace DsCnn.Extensions;

/// <summary>The network that is currently served, kept alive until the lease is disposed, even if the service switches to a new network in the meantime.</summary>
public sealed class ClassifierLease : IDisposable
{
    private LoadedModel? _model;

    internal ClassifierLease(LoadedModel model) => _model = model;

    /// <summary>The network. It belongs to the service: do not dispose it.</summary>
    /// <exception cref="ObjectDisposedException">The lease has been disposed.</exception>
    public Classifier Classifier => Held.Classifier;

    /// <summary>The time at which it was loaded.</summary>
    /// <exception cref="ObjectDisposedException">The lease has been disposed.</exception>
    public DateTimeOffset LoadedAt => Held.LoadedAt;

    private LoadedModel Held => _model ?? throw new ObjectDisposedException(nameof(ClassifierLease));

    /// <summary>Returns the network.</summary>
    public void Dispose() => Interlocked.Exchange(ref _model, null)?.Release();
}
