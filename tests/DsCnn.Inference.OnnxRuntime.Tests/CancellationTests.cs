namespace DsCnn.Tests;

public sealed class CancellationTests
{
    /// <summary>Few weights and much work: seconds for a batch.</summary>
    private static readonly ModelFile _slow = Networks.WithRandomWeights(new ModelSpec(new InputSpec(3, 224, 224),
    [
        .. Enumerable.Repeat(new ConvSpec { Filters = 32, Kernel = 3 }, 16),
        new GlobalAveragePoolSpec(),
        new FullyConnectedSpec { Units = 2 },
        new SoftmaxSpec(),
    ]));

    [Fact]
    public async Task Work_that_was_called_off_does_not_begin()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        string path = ImageFixtures.PathOf("gray.png");
        byte[] file = File.ReadAllBytes(path);
        using var stream = new MemoryStream(file);
        var canceled = new CancellationToken(canceled: true);

        Func<Task>[] calls =
        [
            () => classifier.PredictAsync(path, canceled),
            () => classifier.PredictAsync(stream, canceled),
            () => classifier.PredictAsync(file.AsMemory(), canceled),
            () => classifier.PredictBatchAsync([path], canceled),
            () => Task.Run(() => classifier.PredictBatch([path], canceled)),
            () => Task.Run(() => classifier.Run(new float[64], new float[3], canceled)),
        ];
        foreach (Func<Task> call in calls)
            await call.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void A_run_is_stopped_in_the_middle_and_the_next_one_is_right()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(_slow), new ClassifierOptions { BatchSize = 8, Engine = new() { IntraOpThreads = 1 } });
        float[] one = Classifiers.Noise(classifier, 1);
        float[] expected = Classifiers.Run(classifier, one);
        float[] many = Classifiers.Noise(classifier, 8);
        using var stop = new CancellationTokenSource();

        // On threads of their own: the pool's may all be taken by other tests until the run is over.
        Task run = Task.Factory.StartNew(
            () => classifier.Run(many, new float[16], stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Thread.Sleep(100);
        stop.Cancel();

        FluentActions.Invoking(() => run.GetAwaiter().GetResult()).Should().Throw<OperationCanceledException>().Which.CancellationToken.Should().Be(stop.Token);
        Classifiers.Run(classifier, one).Should().Equal(expected);
        Classifiers.Run(classifier, many)[..2].ShouldBeClose([.. Classifiers.Run(classifier, many[..one.Length]).Select(p => (double)p)], 1e-5);
    }
}
