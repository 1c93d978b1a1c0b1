namespace DsCnn.TestKit;

/// <summary>Keeps every report.</summary>
/// <param name="also">What else happens at a report.</param>
public sealed class Recorder<T>(Action<T>? also = null) : IProgress<T>
{
    private readonly List<T> _reports = [];

    public IReadOnlyList<T> Reports => _reports;

    public void Report(T value)
    {
        _reports.Add(value);
        also?.Invoke(value);
    }
}
