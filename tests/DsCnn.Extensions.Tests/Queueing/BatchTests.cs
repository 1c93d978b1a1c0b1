using System.Diagnostics;
using DsCnn.Extensions;

namespace DsCnn.Tests;

/// <summary>How many images run together, as their activities tell.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task What_waits_runs_together_up_to_the_limit()
    {
        using var batches = new BatchSizes();
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize) = (1, 4));
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> first = served.Service.PredictAsync(new byte[] { 0 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        Task<IReadOnlyList<Prediction>>[] waiting = [.. Enumerable.Range(1, 10).Select(i => served.Service.PredictAsync(new[] { (byte)i }))];
        served.Decoder.Open();

        await Task.WhenAll([first, .. waiting]);

        batches.Of(served).Order().Should().Equal(1, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4);
    }

    [Fact]
    public async Task A_batch_waits_for_others_as_long_as_it_may()
    {
        using var batches = new BatchSizes();
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize, options.BatchWait) = (1, 3, TimeSpan.FromMinutes(1)));

        Task<IReadOnlyList<Prediction>> first = served.Service.PredictAsync(new byte[] { 0 });
        await Task.Delay(50);
        first.IsCompleted.Should().BeFalse();
        await Task.WhenAll(first, served.Service.PredictAsync(new byte[] { 1 }), served.Service.PredictAsync(new byte[] { 2 }));

        batches.Of(served).Should().Equal(3, 3, 3);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_in_time_runs_as_it_is()
    {
        using var batches = new BatchSizes();
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize, options.BatchWait) = (1, 100, TimeSpan.FromMilliseconds(50)));

        await Task.WhenAll(served.Service.PredictAsync(new byte[] { 0 }), served.Service.PredictAsync(new byte[] { 1 }));

        batches.Of(served).Should().Equal(2, 2);
    }

    /// <summary>Listens to activities of this test alone, which begins one of its own around them.</summary>
    private sealed class BatchSizes : IDisposable
    {
        private readonly Activity _test = new Activity("test").Start();
        private readonly List<int> _sizes = [];
        private readonly ActivityListener _listener;

        internal BatchSizes()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == ClassifierTelemetry.ActivitySourceName,
                Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == _test.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
                ActivityStopped = Add,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        internal List<int> Of(Served served)
        {
            served.Decoder.Begun.Should().Be(_sizes.Count);
            return _sizes;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _test.Dispose();
        }

        private void Add(Activity activity)
        {
            if (activity.TraceId != _test.TraceId)
                return;
            lock (_sizes)
                _sizes.Add((int)activity.GetTagItem(ClassifierTelemetry.BatchTag)!);
        }
    }
}
