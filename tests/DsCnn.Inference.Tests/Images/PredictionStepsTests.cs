namespace DsCnn.Tests;

/// <summary>The steps of a prediction by themselves, and predictions of what may be no image.</summary>
public sealed class PredictionStepsTests : IDisposable
{
    private static readonly byte[] _image = File.ReadAllBytes(ImageFixtures.PathOf("color.png"));

    private readonly Classifier _classifier = Classifier.Load(Networks.WithRandomWeights(Networks.Small), new ClassifierOptions { TopK = 2 });

    public void Dispose() => _classifier.Dispose();

    [Fact]
    public void Decoding_running_and_ranking_are_a_prediction()
    {
        float[] input = new float[_classifier.Input.Shape.Elements], probabilities = new float[_classifier.Labels.Count];

        _classifier.Decode(_image, input);
        _classifier.Run(input, probabilities);

        _classifier.Rank(probabilities).Should().Equal(_classifier.Predict(_image)).And.HaveCount(2);
        _classifier.Invoking(c => c.Decode(_image, input.AsSpan(1))).Should().Throw<ArgumentException>().WithMessage("An image of 1 x 8 x 8 has 64 numbers. Received: 63.*");
        _classifier.Invoking(c => c.Rank(probabilities.AsSpan(1))).Should().Throw<ArgumentException>().WithMessage("The network has 3 classes. Received: 2 probabilities.*");
    }

    [Fact]
    public void What_may_be_no_image_is_tried()
    {
        _classifier.TryPredict(_image, out IReadOnlyList<Prediction>? predictions, out string? error).Should().BeTrue();
        predictions.Should().Equal(_classifier.Predict(_image));
        error.Should().BeNull();

        _classifier.TryPredict("hello"u8, out predictions, out error).Should().BeFalse();
        predictions.Should().BeNull();
        error.Should().Be(FluentActions.Invoking(() => _classifier.Predict("hello"u8)).Should().ThrowExactly<InvalidImageException>().Which.Message);
    }
}
