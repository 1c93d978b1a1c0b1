namespace DsCnn.Tests;

public sealed class ClassifierTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Vectors =>
        [.. Fixture.Names.Where(name => Fixture.Load(name).Model.Spec.Output is { Height: 1, Width: 1 })];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Gives_the_probabilities_of_the_logits_that_PyTorch_computed(string name)
    {
        Fixture fixture = Fixture.Load(name);
        bool ofLabels = fixture.Model.Spec.Head == Head.Sigmoid;
        foreach (OnnxOutput output in Enum.GetValues<OnnxOutput>())
        {
            using var classifier = Classifier.Load(OnnxExporter.ToBytes(fixture.Model, new OnnxExportOptions { Output = output }));
            double[] expected = ofLabels
                ? [.. fixture.Logits.ToFloats().Select(x => 1 / (1 + Math.Exp(-x)))]
                : [.. fixture.Logits.ToFloats().Chunk(classifier.Labels.Count).SelectMany(SoftmaxOf)];

            Classifiers.Run(classifier, fixture.Input.ToFloats()).ShouldBeClose(expected, 1e-5);
            (classifier.Thresholds is not null).Should().Be(ofLabels);
        }
    }

    [Fact]
    public void The_answer_is_the_most_probable_class_or_the_labels_above_their_thresholds()
    {
        string picture = ImageFixtures.PathOf("color.png");
        using var ofClasses = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        ofClasses.Predict(picture).Select(p => p.IsAnswer).Should().Equal(true, false, false);

        ModelFile network = Classifiers.Small.WithHead(Head.Sigmoid);
        using var plain = Classifier.Load(OnnxExporter.ToBytes(network));
        plain.Thresholds.Should().Equal(0.5, 0.5, 0.5);
        IReadOnlyList<Prediction> answers = plain.Predict(picture);
        answers.Should().OnlyContain(p => p.IsAnswer == p.Probability >= 0.5f);

        // Half-way between the first and the second, and between the second and the third.
        double[] thresholds = [.. Enumerable.Range(0, 3).Select(i => answers.Single(p => p.Index == i).Probability + (i == answers[1].Index ? 1e-3 : -1e-3))];
        using var chosen = Classifier.Load(OnnxExporter.ToBytes(network with { Thresholds = thresholds }));
        chosen.Thresholds.Should().Equal(thresholds);
        chosen.Predict(picture).Select(p => p.IsAnswer).Should().Equal(true, false, true);
    }

    [Fact]
    public void Loads_a_path_a_stream_and_bytes_and_says_what_the_file_says()
    {
        string path = _folder.File("small.onnx");
        OnnxExporter.Export(Classifiers.Small, path);
        byte[] bytes = File.ReadAllBytes(path);

        using var stream = new MemoryStream(bytes);
        foreach (Classifier classifier in new[] { Classifier.Load(path), Classifier.Load(stream), Classifier.Load(bytes) })
        {
            using (classifier)
            {
                classifier.Labels.Should().Equal(Classifiers.Animals);
                classifier.Input.Should().Be(new InputSpec(1, 8, 8));
                classifier.Preprocessing.Should().Be(new Preprocessing([0.25], [0.5]));
                classifier.Spec.Should().Be(Networks.Small);
            }
        }

        stream.CanRead.Should().BeTrue();
    }

    [Fact]
    public async Task All_ways_to_give_an_image_give_the_same_answer()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        string path = ImageFixtures.PathOf("color.png");
        byte[] file = File.ReadAllBytes(path);
        PlanarImage image = ImageFixtures.Pixels("color.png");
        byte[] rgb = [.. Enumerable.Range(0, 8 * 12).SelectMany(i => new[] { image.Pixels[i], image.Pixels[96 + i], image.Pixels[192 + i] })];
        using var stream = new MemoryStream(file);
        using var later = new MemoryStream(file);

        IReadOnlyList<Prediction> expected = classifier.Predict(path);
        expected.Select(p => p.Probability).Should().BeInDescendingOrder().And.HaveCount(3);
        expected.Sum(p => (double)p.Probability).Should().BeApproximately(1, 1e-6);
        expected.Should().OnlyContain(p => p.Label == Classifiers.Animals[p.Index]);

        classifier.Predict(stream).Should().Equal(expected);
        classifier.Predict(file).Should().Equal(expected);
        classifier.PredictPixels(rgb, width: 12, height: 8, PixelFormat.Rgb24).Should().Equal(expected);
        (await classifier.PredictAsync(path)).Should().Equal(expected);
        (await classifier.PredictAsync(later)).Should().Equal(expected);
        (await classifier.PredictAsync(file.AsMemory())).Should().Equal(expected);
    }

    [Fact]
    public async Task Lists_of_any_length_give_what_their_images_give_alone()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small), new ClassifierOptions { BatchSize = 3 });
        string[] paths = [.. new[] { "color.png", "gray.png", "large.png", "color.jpg", "orientation-6.jpg", "two-frames.gif", "lossy.webp" }.Select(ImageFixtures.PathOf)];
        ReadOnlyMemory<byte>[] files = [.. paths.Select(path => (ReadOnlyMemory<byte>)File.ReadAllBytes(path))];
        IReadOnlyList<Prediction>[] alone = [.. paths.Select(classifier.Predict)];

        classifier.PredictBatch(Array.Empty<string>()).Should().BeEmpty();
        Equal(classifier.PredictBatch(paths), alone);
        Equal(classifier.PredictBatch(files), alone);
        Equal(await classifier.PredictBatchAsync(paths), alone);
        Equal(await classifier.PredictBatchAsync(files[..2]), alone[..2]);

        static void Equal(IReadOnlyList<IReadOnlyList<Prediction>> actual, IReadOnlyList<Prediction>[] expected)
        {
            actual.Count.Should().Be(expected.Length);
            foreach ((Prediction one, Prediction other) in actual.SelectMany(p => p).Zip(expected.SelectMany(p => p)))
            {
                one.Label.Should().Be(other.Label);
                one.Probability.Should().BeApproximately(other.Probability, 1e-6f);
            }
        }
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData(1, 1)]
    [InlineData(9, 4)]
    public void TopK_classes_come_the_most_probable_first_and_of_equal_ones_the_first(int? top, int count)
    {
        using var mirror = Classifier.Load(new OnnxBytes().ToArray(), new ClassifierOptions { TopK = top, Output = ClassifierOutput.Probabilities });

        IReadOnlyList<Prediction> predictions = mirror.PredictPixels([51, 255, 0, 255], 2, 2, PixelFormat.Gray8);

        Prediction[] all =
        [
            new() { Label = "class 1", Index = 1, Probability = 1, IsAnswer = true },
            new() { Label = "class 3", Index = 3, Probability = 1 },
            new() { Label = "class 0", Index = 0, Probability = 0.2f },
            new() { Label = "class 2", Index = 2, Probability = 0 },
        ];
        predictions.Should().Equal(all[..count]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_file_for_a_fixed_number_of_images_takes_any(int images)
    {
        using var any = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        using var four = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small, new OnnxExportOptions { BatchSize = 4 }));
        float[] input = Classifiers.Noise(any, images);

        Classifiers.Run(four, input).ShouldBeClose([.. Classifiers.Run(any, input).Select(p => (double)p)], 1e-6);
    }

    [Fact]
    public void Options_come_before_what_the_file_says()
    {
        var options = new ClassifierOptions { Labels = ["x", "y", "z"], Preprocessing = new Preprocessing([0], [1]), Input = new InputSpec(1, 8, 8) };
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small), options);

        classifier.Labels.Should().Equal("x", "y", "z");
        classifier.Preprocessing.Should().Be(options.Preprocessing);
    }

    [Fact]
    public void A_classifier_is_still_right_after_the_array_it_was_loaded_from_has_changed()
    {
        byte[] bytes = OnnxExporter.ToBytes(Classifiers.Small);
        using var classifier = Classifier.Load(bytes);
        float[] input = Classifiers.Noise(classifier, 2);
        float[] before = Classifiers.Run(classifier, input);

        Array.Clear(bytes);
        classifier.WarmUp(images: 2);

        Classifiers.Run(classifier, input).Should().Equal(before);
    }

    [Fact]
    public void Preprocess_and_Run_are_what_PredictPixels_does()
    {
        using var classifier = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        byte[] pixels = new byte[64];
        new Random(1).NextBytes(pixels);
        float[] input = new float[64];
        classifier.Preprocess(pixels, input);

        input.ShouldBeClose([.. pixels.Select(p => ((p / 255.0) - 0.25) / 0.5)], 1e-6);
        Classifiers.Run(classifier, input).Should().Equal(Classifiers.Seen(classifier.PredictPixels(pixels, 8, 8, PixelFormat.Gray8)));
    }

    private static IEnumerable<double> SoftmaxOf(float[] logits)
    {
        double sum = logits.Sum(logit => Math.Exp(logit));
        return logits.Select(logit => Math.Exp(logit) / sum);
    }
}
