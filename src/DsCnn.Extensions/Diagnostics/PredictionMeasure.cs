using System.Diagnostics;

namespace DsCnn.Extensions;

/// <summary>Measures one image from its submission to its result, as an activity and in the metrics.</summary>
internal sealed class PredictionMeasure : IDisposable
{
    private readonly ClassifierMetrics _metrics;
    private readonly string _classifier;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();
    private string? _error;

    internal PredictionMeasure(ClassifierMetrics metrics, string classifier)
    {
        _metrics = metrics;
        _classifier = classifier;
        _activity = ClassifierMetrics.Source.StartActivity(ClassifierTelemetry.Activity);
        _activity?.SetTag(ClassifierTelemetry.ClassifierTag, classifier);
    }

    internal void RanWith(int images) => _activity?.SetTag(ClassifierTelemetry.BatchTag, images);

    internal void Failed(Exception failure)
    {
        _error = failure switch
        {
            InvalidImageException => "invalid_image",
            ClassifierBusyException => "busy",
            OperationCanceledException => "canceled",
            _ => failure.GetType().FullName,
        };
        _activity?.SetTag(ClassifierTelemetry.ErrorTag, _error);
        _activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
    }

    public void Dispose()
    {
        _metrics.Ended(_classifier, Stopwatch.GetElapsedTime(_start), _error);
        _activity?.Dispose();
    }
}
