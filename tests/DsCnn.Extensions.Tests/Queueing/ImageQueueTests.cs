using DsCnn.Extensions;

namespace DsCnn.Tests;

public sealed class ImageQueueTests
{
    [Fact]
    public async Task Answers_are_those_of_the_network_however_many_ask_at_once()
    {
        await using Served served = await Served.StartAsync();
        float[][] expected = [.. Enumerable.Range(0, 256).Select(brightness => served.Expected((byte)brightness))];

        float[][] answers = await Task.WhenAll(Enumerable.Range(0, 256).Select(async brightness => Probabilities(await served.Service.PredictAsync(new[] { (byte)brightness }))));

        for (int i = 0; i < expected.Length; i++)
            answers[i].Should().Equal(expected[i]);
    }

    [Fact]
    public async Task Where_the_queue_is_full_the_next_is_refused_at_once_and_the_others_are_answered()
    {
        await using Served served = await Served.StartAsync(options => (options.Workers, options.QueueLimit) = (1, 3));
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> begun = served.Service.PredictAsync(new byte[] { 0 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        Task<IReadOnlyList<Prediction>>[] waiting = [.. Enumerable.Range(1, 3).Select(i => served.Service.PredictAsync(new[] { (byte)i }))];

        await served.Service.Awaiting(s => s.PredictAsync(new byte[] { 4 })).Should().ThrowExactlyAsync<ClassifierBusyException>().WithMessage("3 images are waiting, which is the limit. Try again later.");
        PredictionResult refused = await served.Service.TryPredictAsync(new byte[] { 4 });
        (refused.Status, refused.IsAnswered, refused.Predictions).Should().Be((PredictionStatus.Busy, false, null));

        served.Decoder.Open();
        (await Task.WhenAll([begun, .. waiting])).Should().HaveCount(4);
    }

    [Fact]
    public async Task One_that_is_no_image_fails_alone()
    {
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize) = (1, 4));
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> first = served.Service.PredictAsync(new byte[] { 9 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        Task<PredictionResult>[] batch = [.. new byte[][] { [1], [2, 2], [3], [] }.Select(image => served.Service.TryPredictAsync(image))];
        served.Decoder.Open();

        PredictionResult[] results = await Task.WhenAll(batch);

        results.Select(result => result.Status).Should().Equal(PredictionStatus.Answered, PredictionStatus.InvalidImage, PredictionStatus.Answered, PredictionStatus.InvalidImage);
        results[1].Error.Should().Be("The image cannot be decoded: it has not one byte.");
        Probabilities(results[0].Predictions!).Should().Equal(served.Expected(1));
        Probabilities(results[2].Predictions!).Should().Equal(served.Expected(3));
        await first;
        await served.Service.Awaiting(s => s.PredictAsync(new byte[] { 1, 2 })).Should().ThrowExactlyAsync<InvalidImageException>();
    }

    [Fact]
    public async Task One_of_which_the_network_makes_no_numbers_fails_alone()
    {
        await using Served served = await Served.StartAsync(Huge.Model, options => (options.Workers, options.BatchSize) = (1, 3));
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> first = served.Service.PredictAsync(new byte[] { 0 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        Task<IReadOnlyList<Prediction>>[] batch = [.. new byte[] { 0, 255, 0 }.Select(brightness => served.Service.PredictAsync(new[] { brightness }))];
        served.Decoder.Open();
        await first;

        Probabilities(await batch[0]).Should().Equal(0.5f, 0.5f);
        await FluentActions.Awaiting(() => batch[1]).Should().ThrowExactlyAsync<InvalidDataException>().WithMessage("The network outputs *");
        Probabilities(await batch[2]).Should().Equal(0.5f, 0.5f);
    }

    [Fact]
    public async Task Who_waits_may_lose_interest()
    {
        await using Served served = await Served.StartAsync(options => options.Workers = 1);
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> begun = served.Service.PredictAsync(new byte[] { 0 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        using var interest = new CancellationTokenSource();
        Task<IReadOnlyList<Prediction>> waiting = served.Service.PredictAsync(new byte[] { 1 }, interest.Token);

        await interest.CancelAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
        served.Decoder.Open();
        await begun;
        await served.Service.PredictAsync(new byte[] { 2 });
        served.Decoder.Begun.Should().Be(2, "nobody decodes for those who have gone");
    }

    [Fact]
    public async Task At_the_end_those_who_wait_are_answered_and_others_refused()
    {
        await using Served served = await Served.StartAsync(options => options.Workers = 1);
        ClassifierService service = served.Service;
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>>[] waiting = [.. Enumerable.Range(0, 20).Select(i => service.PredictAsync(new[] { (byte)i }))];
        Task stop = served.Host.StopAsync();
        await Eventually.IsTrue(() => service.PredictAsync(new byte[] { 1 }).Exception?.InnerException is ObjectDisposedException);
        stop.IsCompleted.Should().BeFalse();
        served.Decoder.Open();

        await stop;

        (await Task.WhenAll(waiting)).Should().OnlyContain(answer => answer.Count == 3);
    }

    [Fact]
    public async Task Disposing_refuses_those_who_wait_and_answers_what_has_begun()
    {
        await using Served served = await Served.StartAsync(options => (options.Workers, options.BatchSize) = (1, 1));
        ClassifierService service = served.Service;
        served.Decoder.Close();
        Task<IReadOnlyList<Prediction>> begun = service.PredictAsync(new byte[] { 0 });
        await Eventually.IsTrue(() => served.Decoder.Begun == 1);
        Task<IReadOnlyList<Prediction>> waiting = service.PredictAsync(new byte[] { 1 });

        ValueTask disposal = service.DisposeAsync();
        served.Decoder.Open();
        await disposal;

        (await begun).Should().HaveCount(3);
        await FluentActions.Awaiting(() => waiting).Should().ThrowExactlyAsync<ObjectDisposedException>();
        service.Invoking(s => s.Rent()).Should().ThrowExactly<ObjectDisposedException>();
        await service.Awaiting(s => s.PredictAsync(new byte[] { 1 })).Should().ThrowExactlyAsync<ObjectDisposedException>();
        await service.Awaiting(s => s.FeaturesAsync(new byte[] { 1 })).Should().ThrowExactlyAsync<ObjectDisposedException>();
    }

    private static float[] Probabilities(IReadOnlyList<Prediction> answer) => [.. answer.OrderBy(p => p.Index).Select(p => p.Probability)];
}
