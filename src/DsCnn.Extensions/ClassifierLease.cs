namespace DsCnn.Extensions;

/// <summary>The network that serves at the moment, for as long as this is held: another one may take its place meanwhile, and this one is not taken away.</summary>
public sealed class ClassifierLease : IDisposable
{
    private LoadedModel? _model;

    internal ClassifierLease(LoadedModel model) => _model = model;

    /// <summary>The network. It is the service's: do not dispose of it.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public Classifier Classifier => Held.Classifier;

    /// <summary>When it was loaded.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public DateTimeOffset LoadedAt => Held.LoadedAt;

    private LoadedModel Held => _model ?? throw new ObjectDisposedException(nameof(ClassifierLease));

    /// <summary>Gives the network back.</summary>
    public void Dispose() => Interlocked.Exchange(ref _model, null)?.Release();
}
