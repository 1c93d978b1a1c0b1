namespace DsCnn.Extensions;

/// <summary>As many images wait for a <see cref="ClassifierService"/> as may wait; this one was refused without waiting.</summary>
public sealed class ClassifierBusyException : InvalidOperationException
{
    internal ClassifierBusyException(int limit)
        : base($"{limit} images are waiting, as many as may. Try again later.")
    {
    }
}
