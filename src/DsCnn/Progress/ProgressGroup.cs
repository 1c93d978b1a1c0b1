using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Passes every report on to several receivers, in order and at once, on the thread that reports.</summary>
/// <remarks>Unlike <see cref="Progress{T}"/>, which posts reports to other threads where they may overtake each other.</remarks>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="receivers">Who is told; null ones are left out.</param>
public sealed class ProgressGroup<T>(params IEnumerable<IProgress<T>?> receivers) : IProgress<T>
{
    private readonly ImmutableArray<IProgress<T>> _receivers = [.. receivers.OfType<IProgress<T>>()];

    /// <inheritdoc/>
    public void Report(T value)
    {
        foreach (IProgress<T> receiver in _receivers)
            receiver.Report(value);
    }
}
