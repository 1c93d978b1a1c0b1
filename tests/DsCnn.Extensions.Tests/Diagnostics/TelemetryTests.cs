using System.Diagnostics;
using DsCnn.Extensions;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace DsCnn.Tests;

/// <summary>What OpenTelemetry's in-memory exporter has after four images: two that were answered, one that is none, one that was refused.</summary>
/// <remarks>OpenTelemetry listens to all meters and sources of a name in the process, so that no other test may run meanwhile.</remarks>
[Collection(nameof(Alone))]
public sealed class TelemetryTests
{
    [Fact]
    public async Task OpenTelemetry_sees_durations_images_the_queue_and_activities()
    {
        List<Metric> metrics = [];
        List<Activity> activities = [];
        await using (Served served = await Served.StartAsync(
            options => (options.Workers, options.QueueLimit) = (1, 1),
            services => services.AddOpenTelemetry()
                .WithMetrics(meters => meters.AddMeter(ClassifierTelemetry.MeterName).AddInMemoryExporter(metrics))
                .WithTracing(traces => traces.AddSource(ClassifierTelemetry.ActivitySourceName).AddInMemoryExporter(activities))))
        {
            await served.Service.TryPredictAsync(new byte[] { 2, 2 });
            served.Decoder.Close();
            Task<IReadOnlyList<Prediction>> begun = served.Service.PredictAsync(new byte[] { 0 });
            await Eventually.IsTrue(() => served.Decoder.Begun == 2);
            Task<IReadOnlyList<Prediction>> waiting = served.Service.PredictAsync(new byte[] { 1 });
            await served.Service.TryPredictAsync(new byte[] { 2 });

            served.Host.Services.GetRequiredService<MeterProvider>().ForceFlush();
            Points(metrics, ClassifierTelemetry.Queue).Single().GetSumLong().Should().Be(1);
            metrics.Clear();
            served.Decoder.Open();
            await Task.WhenAll(begun, waiting);

            served.Host.Services.GetRequiredService<MeterProvider>().ForceFlush();
            Points(metrics, ClassifierTelemetry.Queue).Single().GetSumLong().Should().Be(0);
            Points(metrics, ClassifierTelemetry.Images).ToDictionary(ErrorOf, point => point.GetSumLong())
                .Should().BeEquivalentTo(new Dictionary<string, long> { [""] = 2, ["invalid_image"] = 1, ["busy"] = 1 });
            Points(metrics, ClassifierTelemetry.Duration).ToDictionary(ErrorOf, point => point.GetHistogramCount())
                .Should().BeEquivalentTo(new Dictionary<string, long> { [""] = 2, ["invalid_image"] = 1, ["busy"] = 1 });
            Points(metrics, ClassifierTelemetry.Duration).Single(point => ErrorOf(point).Length == 0).GetHistogramSum().Should().BeInRange(0.001, 60);
        }

        activities.Should().OnlyContain(activity => activity.DisplayName == ClassifierTelemetry.Activity && (string)activity.GetTagItem(ClassifierTelemetry.ClassifierTag)! == "");
        activities.Select(activity => $"{activity.Status} {activity.GetTagItem(ClassifierTelemetry.ErrorTag)}{activity.GetTagItem(ClassifierTelemetry.BatchTag)}")
            .Should().BeEquivalentTo("Error invalid_image", "Error busy", "Unset 1", "Unset 1");
    }

    private static List<MetricPoint> Points(List<Metric> metrics, string name)
    {
        var points = new List<MetricPoint>();
        foreach (ref readonly MetricPoint point in metrics.Single(metric => metric.Name == name).GetMetricPoints())
            points.Add(point);
        return points;
    }

    private static string ErrorOf(MetricPoint point)
    {
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            if (tag.Key == ClassifierTelemetry.ErrorTag)
                return (string)tag.Value!;
        }

        return "";
    }
}

/// <summary>Tests that run by themselves.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
