namespace DsCnn.Tests;

/// <summary>What is the same whatever engine runs a network.</summary>
public sealed class ClassifierNetworkTests
{
    [Fact]
    public void Images_run_in_batches()
    {
        var mirror = new Mirror(new InputSpec(1, 1, 2));
        float[] outputs = new float[14];

        mirror.Run([.. Enumerable.Range(0, 14).Select(i => (float)i)], outputs, CancellationToken.None);

        outputs.Should().Equal(Enumerable.Range(0, 14).Select(i => (float)i));
        mirror.Batches.Should().Equal(3, 3, 1);
    }

    [Fact]
    public void Logits_become_probabilities()
    {
        float[] outputs = new float[4];
        new Mirror(new InputSpec(1, 1, 2), ClassifierOutput.Logits).Run([0, MathF.Log(3), 1000, 1000], outputs, CancellationToken.None);
        outputs.Should().Equal([0.25f, 0.75f, 0.5f, 0.5f], (actual, expected) => Math.Abs(actual - expected) < 1e-6);

        new Mirror(new InputSpec(1, 1, 2), ClassifierOutput.IndependentLogits).Run([0, MathF.Log(3), -1000, 1000], outputs, CancellationToken.None);
        outputs.Should().Equal([0.5f, 0.75f, 0, 1], (actual, expected) => Math.Abs(actual - expected) < 1e-6);
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void What_is_no_number_is_refused_with_its_image(float number, string text)
    {
        using Classifier classifier = Mirror.Classifier(1, 1, 1);
        float[] input = [0, 1, 0, 1, number];

        classifier.Invoking(c => c.Run(input, new float[5])).Should().Throw<InvalidDataException>()
            .WithMessage($"The network outputs {text} for image 4: its weights are damaged, or its numbers are too large for its precision.");
    }

    [Fact]
    public void A_call_that_nobody_waits_for_does_not_begin()
    {
        var mirror = new Mirror(new InputSpec(1, 1, 1));

        FluentActions.Invoking(() => mirror.Run([1], new float[1], new CancellationToken(canceled: true))).Should().Throw<OperationCanceledException>();
        mirror.Batches.Should().BeEmpty();
    }
}
