namespace DsCnn.Tests;

/// <summary>Outputs and inputs of other programs' networks: understood, or refused with what was seen.</summary>
public sealed class ForeignOutputTests
{
    private static readonly OnnxBytes _one = new() { Input = [-1, 1, 1, 1], Output = [-1, 1] };
    private static readonly float[] _input = [0.5f, -1, 2, 0, 3, 3, 3, 3];

    [Fact]
    public void One_sigmoid_output_is_a_probability_by_itself()
    {
        using var classifier = Classifier.Load((_one with { Then = [("Sigmoid", "", 0)] }).ToArray());

        classifier.Output.Should().Be(ClassifierOutput.IndependentProbabilities);
        Classifiers.Run(classifier, [4, -4]).ShouldBeClose([0.9820138, 0.0179862], 1e-6);
        Prediction prediction = classifier.PredictPixels([255], 1, 1, PixelFormat.Gray8).Should().ContainSingle().Subject;
        prediction.Probability.Should().BeApproximately(0.7310586f, 1e-6f);
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("Sigmoid", "Identity", "Identity")]
    [InlineData("Sigmoid", "Dropout")]
    public void Several_sigmoid_outputs_stay_as_they_are_whatever_only_passes_them_on(params string[] operators)
    {
        using var classifier = Classifier.Load(new OnnxBytes { Then = [.. operators.Select(o => (o, "", 0L))] }.ToArray());

        classifier.Output.Should().Be(ClassifierOutput.IndependentProbabilities);
        Classifiers.Run(classifier, _input).ShouldBeClose([.. _input.Select(x => 1 / (1 + Math.Exp(-x)))], 1e-6);
    }

    [Fact]
    public void The_logarithm_of_a_softmax_becomes_the_softmax()
    {
        using var classifier = Classifier.Load(new OnnxBytes { Then = [("LogSoftmax", "axis", 1)] }.ToArray());
        using var logits = Classifier.Load(new OnnxBytes().ToArray());

        Classifiers.Run(classifier, _input).ShouldBeClose([.. Classifiers.Run(logits, _input).Select(p => (double)p)], 1e-6);
    }

    [Fact]
    public void That_logits_are_of_labels_by_themselves_can_be_said()
    {
        using var classifier = Classifier.Load(_one.ToArray(), new ClassifierOptions { Output = ClassifierOutput.IndependentLogits });

        Classifiers.Run(classifier, [4, -4]).ShouldBeClose([0.9820138, 0.0179862], 1e-6);
    }

    public static TheoryData<string, string> Unclear => new()
    {
        { "one number", "it outputs one number (* for images of noise) and does not end in a Sigmoid: a logit, a probability or no class at all. Set ClassifierOptions.Output*" },
        { "shares", "it outputs numbers from 0 to 1 that do not add up to 1 (* for an image of noise), and does not end in a Sigmoid or Softmax*" },
        { "axis", "it ends in a Softmax, but its output for an image of noise adds up to 4: its axis is not that of the classes." },
        { "softmax of one", "it ends in a softmax over one class, which has the same output for every picture." },
        { "no numbers", "its output for images of noise is NaN or infinite." },
    };

    [Theory]
    [MemberData(nameof(Unclear))]
    public void What_cannot_be_told_is_refused_with_what_was_seen(string kind, string message)
    {
        OnnxBytes network = kind switch
        {
            "one number" => _one,
            "shares" => new OnnxBytes { Then = [("Sin", "", 0), ("Abs", "", 0)] },
            "axis" => new OnnxBytes { Then = [("Softmax", "axis", 0)] },
            "softmax of one" => _one with { Then = [("Softmax", "axis", 1)] },
            _ => new OnnxBytes { Then = [("Log", "", 0)] },
        };

        FluentActions.Invoking(() => Classifier.Load(network.ToArray())).Should().Throw<InvalidDataException>().WithMessage($"The ONNX file: {message}");
    }

    [Fact]
    public void Answers_that_are_no_numbers_are_refused_by_the_images_name()
    {
        using var classifier = Classifier.Load(
            (_one with { Then = [("Log", "", 0)] }).ToArray(), new ClassifierOptions { Output = ClassifierOutput.Probabilities });
        string black = ImageFixtures.PathOf("color.png");
        using var dark = Classifier.Load(
            (_one with { Then = [("Log", "", 0)] }).ToArray(),
            new ClassifierOptions { Output = ClassifierOutput.Probabilities, Preprocessing = new Preprocessing([2], [1]) });

        Message(() => Classifiers.Run(classifier, [1, 2, -1])).Should().Be("The network outputs NaN for image 2: its weights are damaged, or its numbers are too large for its precision.");
        Message(() => dark.Predict(black)).Should().StartWith($"The network outputs NaN for {black}: ");
        Message(() => dark.PredictBatch([black, black])).Should().StartWith($"The network outputs NaN for {black}: ");
        Message(() => dark.PredictPixels([0], 1, 1, PixelFormat.Gray8)).Should().StartWith("The network outputs NaN for the image: ");

        static string Message(Action call) => FluentActions.Invoking(call).Should().Throw<InvalidDataException>().Which.Message;
    }

    [Fact]
    public void Images_with_their_channels_last_are_turned()
    {
        using var classifier = Classifier.Load(new OnnxBytes { Input = [-1, 1, 2, 3], Output = [-1, 6], Then = [("Sigmoid", "", 0)] }.ToArray());
        using var last = Classifier.Load(new OnnxBytes { Input = [-1, 2, 4, 3], Output = [-1, 24], Then = [("Sigmoid", "", 0)] }.ToArray());

        classifier.Input.Should().Be(new InputSpec(1, 2, 3), "one channel comes first here");
        last.Input.Should().Be(new InputSpec(3, 2, 4));
        float[] image = [.. Enumerable.Range(0, 24).Select(i => i / 8f)];
        float[] turned = [.. Enumerable.Range(0, 24).Select(i => image[(i % 3 * 8) + (i / 3)])];
        Classifiers.Run(last, [.. image, .. image]).ShouldBeClose([.. turned.Concat(turned).Select(x => 1 / (1 + Math.Exp(-x)))], 1e-6);
    }

    [Theory]
    [InlineData(OnnxBytes.Float16, 1e-3)]
    [InlineData(OnnxBytes.Float64, 1e-6)]
    public void Numbers_of_other_types_are_converted(int type, double tolerance)
    {
        using var classifier = Classifier.Load(new OnnxBytes { InputType = type, OutputType = type }.ToArray());
        using var single = Classifier.Load(new OnnxBytes().ToArray());

        Classifiers.Run(classifier, _input).ShouldBeClose([.. Classifiers.Run(single, _input).Select(p => (double)p)], tolerance);
    }

    [Fact]
    public void Networks_that_take_bytes_get_the_pictures_bytes()
    {
        byte[] file = new OnnxBytes { InputType = OnnxBytes.UInt8, Then = [("Cast", "to", OnnxBytes.Float32)] }.ToArray();
        using var classifier = Classifier.Load(file, new ClassifierOptions { Output = ClassifierOutput.Probabilities });

        classifier.PredictPixels([0, 1, 128, 255], 2, 2, PixelFormat.Gray8).Select(p => p.Probability).Should().Equal(255, 128, 1, 0);
        FluentActions.Invoking(() => Classifier.Load(file, new ClassifierOptions { Preprocessing = new Preprocessing([0], [1]) }))
            .Should().Throw<ArgumentException>().WithMessage("Preprocessing must be null, because the network takes the bytes of pictures as they are.*");
    }

    [Theory]
    [InlineData("dscnn.spec", "{ \"a\0b\": 1 }", "spec: expected JSON.*")]
    [InlineData("dscnn.spec", "\0", "spec: expected JSON.*")]
    [InlineData("dscnn.spec\0", "x", null)]
    [InlineData("\0", "\0", null)]
    public void Zero_bytes_in_what_a_file_says_about_itself(string key, string value, string? refusal)
    {
        byte[] file = new OnnxBytes { Metadata = [(key, value)] }.ToArray();
        if (refusal is null)
            Classifier.Load(file).Dispose();
        else
            FluentActions.Invoking(() => Classifier.Load(file)).Should().Throw<InvalidDataException>().WithMessage("The ONNX file: " + refusal);
    }

    [Fact]
    public void However_long_names_and_texts_are_the_refusal_is_one_short_line()
    {
        string endless = new('x', 2_000_000);
        byte[][] files =
        [
            new OnnxBytes { Metadata = [("dscnn.spec", endless)] }.ToArray(),
            new OnnxBytes { Metadata = [("dscnn.spec", $$"""{ "{{endless}}": 1 }""")] }.ToArray(),
            new OnnxBytes { Operator = endless }.ToArray(),
        ];
        foreach (byte[] file in files)
            FluentActions.Invoking(() => Classifier.Load(file)).Should().Throw<InvalidDataException>().Which.Message.Length.Should().BeLessThan(1000);
    }
}
