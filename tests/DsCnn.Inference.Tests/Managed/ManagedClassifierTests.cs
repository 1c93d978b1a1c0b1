using BackEnd.Tests;

namespace DsCnn.Tests.Managed;

/// <summary>Model files behind <see cref="Classifier"/>.</summary>
public sealed class ManagedClassifierTests : IDisposable
{
    private static readonly string[] _animals = ["cat", "dog", "fox"];
    private readonly TemporaryFolder _folder = new();

    private static ModelFile Small { get; } = Networks.WithRandomWeights(Networks.Small) with { Labels = _animals, Preprocessing = new Preprocessing([0.25], [0.5]) };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loads_a_path_a_stream_and_bytes_and_says_what_the_file_says()
    {
        string path = _folder.File("small.safetensors");
        Small.Write(path);
        using var stream = new MemoryStream(File.ReadAllBytes(path));
        foreach (Classifier classifier in new[] { Classifier.Load(path), Classifier.Load(stream), Classifier.Load(File.ReadAllBytes(path)) })
        {
            using (classifier)
            {
                classifier.Labels.Should().Equal(_animals);
                classifier.Input.Should().Be(new InputSpec(1, 8, 8));
                classifier.Preprocessing.Should().Be(new Preprocessing([0.25], [0.5]));
                classifier.Spec.Should().Be(Networks.Small);
                classifier.Output.Should().Be(ClassifierOutput.Probabilities);
            }
        }
    }

    [Fact]
    public void Gives_the_same_probabilities_with_and_without_the_network_s_own_softmax()
    {
        float[] image = Samples.Image(Small.Spec);
        double[] expected = new PlainEngine(Small).Run([.. image.Select(x => (double)x)])[^1];
        foreach (ClassifierOutput? output in new ClassifierOutput?[] { null, ClassifierOutput.Probabilities, ClassifierOutput.Logits })
        {
            using var classifier = Classifier.Load(Small.ToBytes(), new ClassifierOptions { Output = output });
            float[] probabilities = new float[3];
            classifier.Run(image, probabilities);
            probabilities.Should().BeCloseTo(expected);
        }
    }

    [Fact]
    public void Warming_up_refuses_more_images_than_memory_has_names_for()
    {
        using var classifier = Classifier.Load(Small.ToBytes());
        classifier.Invoking(c => c.WarmUp(int.MaxValue)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("images");
        classifier.Invoking(c => c.WarmUp(3)).Should().NotThrow();
    }

    [Fact]
    public void A_PNG_file_is_predicted_without_any_other_package()
    {
        using var classifier = Classifier.Load(Small.ToBytes(), new ClassifierOptions { TopK = 2 });
        IReadOnlyList<Prediction> answer = classifier.Predict(ImageFixtures.PathOf("color.png"));

        answer.Should().HaveCount(2);
        answer[0].IsAnswer.Should().BeTrue();
        _animals.Should().Contain(answer[0].Label);
    }

    [Fact]
    public void Features_are_what_the_last_fully_connected_layer_reads_and_maps_what_layers_give()
    {
        float[] images = Samples.Image(Small.Spec, images: 3);
        double[][][] values = [.. images.Chunk(64).Select(image => new PlainEngine(Small).Run([.. image.Select(x => (double)x)]))];
        using var classifier = Classifier.Load(Small.ToBytes());

        classifier.FeatureShape().Should().Be(TensorShape.Map(6, 1, 1));
        Run(null).Should().BeCloseTo(Expected(Small.Spec.Plan.Operations.OfType<LinearOperation>().Single().Input));
        foreach (LayerPlan layer in Small.Spec.Plan.Layers)
        {
            classifier.FeatureShape(layer.Index).Should().Be(layer.Output.Shape);
            Run(layer.Index).Should().BeCloseTo(Expected(layer.Output), layer.Prefix);
        }

        classifier.Features(ImageFixtures.PathOf("color.png")).Length.Should().Be(6);
        FluentActions.Invoking(() => classifier.FeatureShape(99)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected a layer from 0 to 5, or null. Received: 99.*");
        FluentActions.Invoking(() => classifier.RunFeatures(images, new float[5])).Should().Throw<ArgumentException>().WithMessage("3 images have 18 features, 6 each. Received: room for 5.*");

        float[] Run(int? layer)
        {
            float[] features = new float[3 * classifier.FeatureShape(layer).Elements];
            classifier.RunFeatures(images, features, layer);
            return features;
        }

        IEnumerable<double> Expected(PlanValue value) => values.SelectMany(run => run[value.Index]);
    }

    [Fact]
    public void Features_need_neither_the_file_nor_a_second_copy_of_the_weights()
    {
        ModelSpec spec = new(new InputSpec(1, 4, 4), [new ConvSpec { Filters = 1024, Kernel = 1 }, new ConvSpec { Filters = 1024, Kernel = 1 }, new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 3 }]);
        ModelFile model = Networks.WithRandomWeights(spec);
        string path = _folder.File("wide.safetensors");
        model.Write(path);
        float[] image = Samples.Image(spec);
        double[][] expected = new PlainEngine(model).Run([.. image.Select(x => (double)x)]);
        using var classifier = Classifier.Load(path);
        File.WriteAllText(path, "something else");
        File.Delete(path);

        float[] features = new float[1024];
        long before = GC.GetAllocatedBytesForCurrentThread();
        classifier.RunFeatures(image, features);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1024 * 1024 * sizeof(float));
        features.Should().BeCloseTo(expected[spec.Plan.Operations.OfType<LinearOperation>().Single().Input.Index]);
    }

    [Fact]
    public void What_is_no_number_is_refused_and_not_answered()
    {
        using var classifier = Classifier.Load(Small.ToBytes());
        float[] images = Samples.Image(Small.Spec, images: 2);
        images[64 + 7] = float.NaN;
        FluentActions.Invoking(() => classifier.Run(images, new float[6])).Should().Throw<InvalidDataException>().WithMessage("*image 1*");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(32)]
    public void Any_number_of_callers_gets_the_same_bits(int threads)
    {
        using var classifier = Classifier.Load(Samples.Model("large maps").ToBytes(), new ClassifierOptions { Engine = new EngineOptions { IntraOpThreads = threads } });
        float[] images = Samples.Image(classifier.Spec!, images: 3);
        float[] expected = new float[30];
        classifier.Run(images, expected);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            float[] probabilities = new float[30];
            classifier.Run(images, probabilities);
            probabilities.Should().Equal(expected);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_allocates_nothing(int threads)
    {
        using var classifier = Classifier.Load(Samples.Model("odd widths").ToBytes(), new ClassifierOptions { Engine = new EngineOptions { IntraOpThreads = threads } });
        float[] images = Samples.Image(classifier.Spec!, images: 3);
        float[] probabilities = new float[33], features = new float[3 * classifier.FeatureShape().Elements];
        for (int i = 0; i < 20; i++)
            Call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Call();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);

        void Call()
        {
            classifier.Run(images, probabilities);
            classifier.RunFeatures(images, features);
        }
    }

    [Fact]
    public void A_stopped_run_says_so_and_a_disposed_classifier_too()
    {
        using var classifier = Classifier.Load(Small.ToBytes());
        float[] images = Samples.Image(Small.Spec, images: 40), probabilities = new float[120];
        using var source = new CancellationTokenSource();
        source.Cancel();
        FluentActions.Invoking(() => classifier.Run(images, probabilities, source.Token)).Should().Throw<OperationCanceledException>();
        classifier.Run(images, probabilities);
        classifier.Dispose();
        FluentActions.Invoking(() => classifier.Run(images, probabilities)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void A_network_that_gives_maps_is_no_classifier()
    {
        ModelFile maps = Networks.WithRandomWeights(new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 4, Kernel = 3 }]));
        FluentActions.Invoking(() => Classifier.Load(maps.ToBytes())).Should().Throw<InvalidDataException>()
            .WithMessage("The file: it outputs maps of 4 x 8 x 8, not classes. Classifier runs networks that end in a vector.");
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(1_000, 1_048_576)]
    [InlineData(20_000, 20_000)]
    public void A_network_for_images_without_measure_is_refused_before_memory_is_taken(int height, int width)
    {
        ModelFile huge = Networks.WithRandomWeights(new ModelSpec(
            new InputSpec(1, height, width), [new ConvSpec { Filters = 4, Kernel = 3 }, new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 2 }, new SoftmaxSpec()]));
        byte[] file = huge.ToBytes();
        long before = GC.GetAllocatedBytesForCurrentThread();
        FluentActions.Invoking(() => Classifier.Load(file)).Should().Throw<InvalidDataException>().WithMessage("The file: its value * is too large for this engine: a map has at most 268,435,456 numbers.");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10 << 20);
    }

    /// <summary>Every byte of the header, and bytes of the weights, changed: an answer or a clear refusal, and nothing else.</summary>
    [Fact]
    public void Damaged_files_are_refused_or_answered()
    {
        byte[] file = Samples.Quantized(Samples.Model("odd widths")).ToBytes();
        var random = new Random(4);
        for (int i = 0; i < 600; i++)
        {
            byte[] damaged = [.. file];
            for (int change = random.Next(1, 4); change > 0; change--)
                damaged[random.Next(i < 500 ? 3000 : damaged.Length)] = (byte)random.Next(256);
            if (i % 7 == 0)
                Array.Resize(ref damaged, random.Next(damaged.Length));
            try
            {
                using var classifier = Classifier.Load(damaged);
                classifier.Run(new float[classifier.Input.Shape.Elements], new float[classifier.Labels.Count]);
            }
            catch (Exception refusal) when (refusal is InvalidDataException or NotSupportedException or ArgumentException)
            {
                refusal.Message.Should().NotContain("\n");
            }
        }
    }
}
