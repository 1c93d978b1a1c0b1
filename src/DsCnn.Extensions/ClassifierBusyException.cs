namespace DsCnn.Extensions;

/// <summary>The queue of a <see cref="ClassifierService"/> is full; the image was rejected without waiting.</summary>
public sealed class ClassifierBusyException : InvalidOperationException
{
    internal ClassifierBusyException(int limit)
        : base($"{limit} images are waiting, which is the limit. Try again later.")
    {
    }
}
