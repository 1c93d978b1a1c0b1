using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Passes every report to several receivers, in order and immediately, on the reporting thread.</summary>
/// <remarks>Unlike <see cref="Progress{T}"/>, which posts reports to other threads, where they may arrive out of order.</remarks>
/// <typeparam name="T">The type of the reports.</typeparam>
/// <param name="receivers">The receivers; null ones are ignored.</param>
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
