using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DsCnn.Extensions;

/// <summary>The instruments, shared by all classifiers of an application.</summary>
internal sealed class ClassifierMetrics
{
    internal static readonly ActivitySource Source = new(ClassifierTelemetry.ActivitySourceName);

    /// <summary>In seconds, from the fastest networks on the fastest processors to requests that have waited.</summary>
    private static readonly double[] _boundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

    private readonly Histogram<double> _duration;
    private readonly Counter<long> _images;
    private readonly UpDownCounter<int> _queue;

    public ClassifierMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(ClassifierTelemetry.MeterName);
        _duration = meter.CreateHistogram(
            ClassifierTelemetry.Duration, "s", "Time from submitting an image to its result.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = _boundaries });
        _images = meter.CreateCounter<long>(ClassifierTelemetry.Images, "{image}", "Images that were submitted.");
        _queue = meter.CreateUpDownCounter<int>(ClassifierTelemetry.Queue, "{image}", "Images that are waiting.");
    }

    internal void Waits(string classifier, int change) => _queue.Add(change, Tag(classifier));

    internal void Ended(string classifier, TimeSpan duration, string? error)
    {
        var tags = new TagList { Tag(classifier) };
        if (error is not null)
            tags.Add(ClassifierTelemetry.ErrorTag, error);
        _duration.Record(duration.TotalSeconds, tags);
        _images.Add(1, tags);
    }

    private static KeyValuePair<string, object?> Tag(string classifier) => new(ClassifierTelemetry.ClassifierTag, classifier);
}
