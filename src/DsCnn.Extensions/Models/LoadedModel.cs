namespace DsCnn.Extensions;

/// <summary>A network and how many hold it: the service as long as it serves, and every call that runs on it. The last one to let go disposes of it.</summary>
internal sealed class LoadedModel(Classifier classifier, DateTimeOffset loadedAt)
{
    private int _holders = 1;

    internal Classifier Classifier => classifier;

    internal DateTimeOffset LoadedAt => loadedAt;

    /// <summary>Holds it, unless it was let go by everybody.</summary>
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
