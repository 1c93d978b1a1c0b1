namespace DsCnn.Tests;

public sealed class ConcurrencyTests
{
    private const int Threads = 32;

    private static readonly byte[] _file = OnnxExporter.ToBytes(Classifiers.Small);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Thirty_two_threads_get_what_one_gets(int intraOpThreads)
    {
        using var classifier = Classifier.Load(_file, new ClassifierOptions { BatchSize = 4, Engine = new() { IntraOpThreads = intraOpThreads } });
        float[][] inputs = [.. Enumerable.Range(0, 24).Select(i => Classifiers.Noise(classifier, images: 1 + (i % 6), seed: i))];
        float[][] expected = [.. inputs.Select(input => Classifiers.Run(classifier, input))];
        byte[] image = File.ReadAllBytes(ImageFixtures.PathOf("large.png"));
        IReadOnlyList<Prediction> ofImage = classifier.Predict(image);

        OnThreads(thread =>
        {
            var random = new Random(thread);
            for (int i = 0; i < 60; i++)
            {
                int which = random.Next(inputs.Length);
                Classifiers.Run(classifier, inputs[which]).Should().Equal(expected[which]);
            }

            classifier.Predict(image).Should().Equal(ofImage);
        });
    }

    [Fact]
    public void Disposing_lets_running_calls_end_and_refuses_later_ones()
    {
        for (int round = 0; round < 10; round++)
        {
            var classifier = Classifier.Load(_file);
            float[] input = Classifiers.Noise(classifier, 2);
            float[] expected = Classifiers.Run(classifier, input);
            int refused = 0;
            OnThreads(thread =>
            {
                if (thread == 0)
                {
                    classifier.Dispose();
                    return;
                }

                try
                {
                    for (int i = 0; i < 1_000_000; i++)
                        Classifiers.Run(classifier, input).Should().Equal(expected);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            });

            refused.Should().Be(Threads - 1);
        }
    }

    [Fact]
    public void A_disposed_classifier_says_so()
    {
        var classifier = Classifier.Load(_file);
        classifier.Dispose();
        classifier.Dispose();

        classifier.Invoking(c => c.Predict(ImageFixtures.PathOf("gray.png"))).Should().Throw<ObjectDisposedException>().Which.ObjectName.Should().Be("DsCnn.Classifier");
        classifier.Invoking(c => c.WarmUp()).Should().Throw<ObjectDisposedException>();
        classifier.Labels.Should().Equal(Classifiers.Animals);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        using var classifier = Classifier.Load(_file, new ClassifierOptions { BatchSize = 4 });
        byte[] pixels = new byte[64];
        float[] one = Classifiers.Noise(classifier, 1);
        float[] six = Classifiers.Noise(classifier, 6);
        float[] forOne = new float[3];
        float[] forSix = new float[18];
        Calls(20);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Calls(200);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Calls(int count)
        {
            for (int i = 0; i < count; i++)
            {
                classifier.Preprocess(pixels, one);
                classifier.Run(one, forOne);
                classifier.Run(six, forSix);
            }
        }
    }

    [Fact]
    public void Memory_of_more_sizes_than_are_kept_is_given_back()
    {
        using var classifier = Classifier.Load(_file, new ClassifierOptions { BatchSize = 200 });
        for (int images = 1; images <= 150; images++)
            Classifiers.Run(classifier, Classifiers.Noise(classifier, images)).Should().HaveCount(3 * images);
    }

    private static void OnThreads(Action<int> work)
    {
        using var start = new Barrier(Threads);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(index);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        failure.Should().BeNull();
    }
}
