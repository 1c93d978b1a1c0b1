namespace DsCnn.Extensions;

/// <summary>A network with a reference count: the service holds it while it serves it, and so does every running call. The last one to release it disposes it.</summary>
internal sealed class LoadedModel(Classifier classifier, DateTimeOffset loadedAt)
{
    private int _holders = 1;

    internal Classifier Classifier => classifier;

    internal DateTimeOffset LoadedAt => loadedAt;

    /// <summary>Adds a reference, unless all have been released.</summary>
    internal bool TryHold()
    {
        for (int holders = Volatile.Read(ref _holders); holders > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }

        return false;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            classifier.Dispose();
    }
}
