using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DsCnn.Extensions;

namespace DsCnn.Tests;

public sealed class StreamTests
{
    [Fact]
    public async Task Every_image_has_its_result_in_order_and_one_that_is_none_ends_nothing()
    {
        await using Served served = await Served.StartAsync(options => (options.Workers, options.QueueLimit) = (2, 5));
        byte[][] images = [.. Enumerable.Range(0, 300).Select(i => i % 10 == 7 ? [] : new[] { (byte)i })];

        List<PredictionResult> results = await ListOf(served.Service.PredictAsync(Source(images)));

        results.Should().HaveCount(images.Length);
        for (int i = 0; i < images.Length; i++)
        {
            results[i].Status.Should().Be(i % 10 == 7 ? PredictionStatus.InvalidImage : PredictionStatus.Answered);
            if (results[i].IsAnswered && i % 30 == 0)
                results[i].Predictions!.OrderBy(p => p.Index).Select(p => p.Probability).Should().Equal(served.Expected((byte)i));
        }
    }

    [Fact]
    public async Task Results_come_while_images_are_still_to_come()
    {
        await using Served served = await Served.StartAsync();
        var images = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
        await using IAsyncEnumerator<PredictionResult> results = served.Service.PredictAsync(images.Reader.ReadAllAsync()).GetAsyncEnumerator();

        for (int i = 0; i < 3; i++)
        {
            images.Writer.TryWrite(new[] { (byte)i });
            (await results.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
        }

        images.Writer.Complete();
        (await results.MoveNextAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task No_more_is_read_ahead_than_workers_have_to_do()
    {
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize, options.QueueLimit) = (1, 4, 1000));
        served.Decoder.Close();
        int read = 0;
        Task<List<PredictionResult>> all = ListOf(served.Service.PredictAsync(Source(Enumerable.Repeat(new byte[] { 1 }, 100), () => read++)));
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        await Task.Delay(100);

        read.Should().BeLessThan(10);
        served.Decoder.Open();
        (await all).Should().HaveCount(100);
    }

    [Fact]
    public async Task What_the_source_throws_comes_after_the_results_of_what_it_gave()
    {
        await using Served served = await Served.StartAsync();
        int results = 0;
        Func<Task> all = async () =>
        {
            await foreach (PredictionResult result in served.Service.PredictAsync(Source([[1], [2]], atEnd: () => throw new TimeoutException("the camera is gone"))))
                results++;
        };

        await all.Should().ThrowExactlyAsync<TimeoutException>().WithMessage("the camera is gone");
        results.Should().Be(2);
    }

    [Fact]
    public async Task Who_stops_in_the_middle_leaves_nothing_behind()
    {
        await using Served served = await Served.StartAsync();
        bool isDisposed = false;
        await foreach (PredictionResult result in served.Service.PredictAsync(Endless(() => isDisposed = true)))
            break;

        isDisposed.Should().BeTrue();
        using var canceled = new CancellationTokenSource();
        Func<Task> all = async () =>
        {
            await foreach (PredictionResult result in served.Service.PredictAsync(Endless(() => { }), canceled.Token))
                await canceled.CancelAsync();
        };
        await all.Should().ThrowAsync<OperationCanceledException>();
    }

    private static async Task<List<PredictionResult>> ListOf(IAsyncEnumerable<PredictionResult> results)
    {
        var list = new List<PredictionResult>();
        await foreach (PredictionResult result in results)
            list.Add(result);
        return list;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Source(IEnumerable<byte[]> images, Action? each = null, Action? atEnd = null)
    {
        foreach (byte[] image in images)
        {
            await Task.Yield();
            each?.Invoke();
            yield return image;
        }

        atEnd?.Invoke();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> Endless(Action atEnd, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            while (true)
            {
                await Task.Delay(1, cancellationToken);
                yield return new byte[] { 1 };
            }
        }
        finally
        {
            atEnd();
        }
    }
}
