namespace DsCnn.Tests;

/// <summary>Files of other programs, which say less about themselves.</summary>
public sealed class ForeignNetworkTests
{
    private static readonly float[] _input = [0.5f, -1, 2, 0, 3, 3, 3, 3];

    [Fact]
    public void Logits_are_found_out_and_become_probabilities()
    {
        using var classifier = Classifier.Load(new OnnxBytes().ToArray());

        double[] expected = [.. _input.Chunk(4).SelectMany(x => x.Select(v => Math.Exp(v) / x.Sum(w => Math.Exp(w))))];
        Classifiers.Run(classifier, _input).ShouldBeClose(expected, 1e-6);
        classifier.Labels.Should().Equal("class 0", "class 1", "class 2", "class 3");
        (classifier.Preprocessing, classifier.Spec).Should().Be((null, null));
    }

    [Fact]
    public void Probabilities_are_found_out_and_stay()
    {
        // Softmax over the channels of a 1 x 1 map: N x C x 1 x 1, as some networks end.
        byte[] file = new OnnxBytes { Operator = "Softmax", Input = [-1, 4, 1, 1], Output = [-1, 4, 1, 1] }.ToArray();
        using var found = Classifier.Load(file);
        using var said = Classifier.Load(file, new ClassifierOptions { Output = ClassifierOutput.Probabilities });
        using var wrong = Classifier.Load(file, new ClassifierOptions { Output = ClassifierOutput.Logits });

        Classifiers.Run(found, _input).Should().Equal(Classifiers.Run(said, _input)).And.NotEqual(Classifiers.Run(wrong, _input));
    }

    [Theory]
    [InlineData(OnnxOutput.Probabilities)]
    [InlineData(OnnxOutput.Logits)]
    public void An_output_of_ours_by_another_name_is_found_out(OnnxOutput output)
    {
        using var ours = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small));
        using var renamed = Classifier.Load(OnnxExporter.ToBytes(Classifiers.Small, new OnnxExportOptions { Output = output, OutputName = "scores" }));
        float[] input = Classifiers.Noise(ours, 3);

        Classifiers.Run(renamed, input).ShouldBeClose([.. Classifiers.Run(ours, input).Select(p => (double)p)], 1e-6);
    }

    [Fact]
    public void The_size_of_images_and_the_number_of_classes_may_be_open()
    {
        byte[] file = new OnnxBytes { Input = [-1, 1, -1, -1], Output = [-1, -1] }.ToArray();
        using var classifier = Classifier.Load(file, new ClassifierOptions { Input = new InputSpec(1, 2, 2) });

        classifier.Labels.Should().HaveCount(4);
        Classifiers.Run(classifier, _input).Should().Equal(Classifiers.Run(Classifier.Load(new OnnxBytes().ToArray()), _input));
    }

    [Fact]
    public void One_of_several_outputs_is_taken_by_its_name()
    {
        using var classifier = Classifier.Load(new OnnxBytes { Outputs = 2 }.ToArray(), new ClassifierOptions { OutputName = "out1" });

        Classifiers.Run(classifier, _input).Should().HaveCount(8);
    }

    [Fact]
    public void Networks_of_four_channels_take_numbers()
    {
        using var classifier = Classifier.Load(new OnnxBytes { Input = [-1, 4, 1, 1] }.ToArray());
        float[] input = new float[4];
        classifier.Preprocess([0, 51, 102, 255], input);

        input.Should().Equal(0, 0.2f, 0.4f, 1);
        classifier.Invoking(c => c.Predict(ImageFixtures.PathOf("color.png"))).Should().Throw<NotSupportedException>()
            .WithMessage("Images have 1 or 3 channels, and the network takes 4. Use Preprocess and Run, which take C x H x W.");
    }
}
