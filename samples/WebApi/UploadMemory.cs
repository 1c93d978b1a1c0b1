namespace WebApi;

/// <summary>The memory that all uploads share.</summary>
internal sealed class UploadMemory(ServiceOptions options)
{
    /// <summary>Nobody may take more than this part of what is free, so that some with large uploads do not keep out others with small ones.</summary>
    internal const int LargestPart = 4;

    private long _free = options.UploadMemoryBytes;

    internal long Free => Volatile.Read(ref _free);

    internal bool TryTake(int bytes)
    {
        for (long free = Free; bytes <= free / LargestPart;)
        {
            long seen = Interlocked.CompareExchange(ref _free, free - bytes, free);
            if (seen == free)
                return true;
            free = seen;
        }

        return false;
    }

    internal void GiveBack(int bytes) => Interlocked.Add(ref _free, bytes);
}
