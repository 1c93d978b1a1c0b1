using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class EvaluatorTests
{
    private const int Classes = 7;

    /// <summary>A network that copies its input, so that every figure can be worked out from the pixels: logits are pixel / 255.</summary>
    [Fact]
    public void Figures_are_those_of_the_formulas_written_out()
    {
        using DsCnnModel model = Identity();
        (ImageSet images, double[][] logits, int[] labels) = RandomLogits(100);
        EvaluationResult result = model.Evaluate(images, batchSize: 32);
        result.ToString().Should().StartWith($"accuracy {result.Accuracy:0.0000} (").And.EndWith($"), loss {result.Loss:0.0000}, {result.Images} images");

        int[][] ranking = [.. logits.Select(row => Enumerable.Range(0, Classes).OrderByDescending(i => row[i]).ToArray())];
        double[] losses = [.. logits.Zip(labels, (row, label) => Math.Log(row.Sum(Math.Exp)) - row[label])];
        result.Images.Should().Be(100);
        result.Accuracy.Should().BeApproximately(ranking.Zip(labels).Count(p => p.First[0] == p.Second) / 100.0, 1e-12);
        result.Top5Accuracy.Should().BeApproximately(ranking.Zip(labels).Count(p => p.First.Take(5).Contains(p.Second)) / 100.0, 1e-12);
        result.Loss.Should().BeApproximately(losses.Average(), 1e-6);
        result.Confusion!.Entries.Should().Equal(ConfusionMatrix.Count(images.ClassNames, labels, [.. ranking.Select(r => r[0])]).Entries);
        result.Duration.Should().BePositive();
        result.ImagesPerSecond.Should().Be(100 / result.Duration.TotalSeconds);
    }

    [Fact]
    public void The_batch_size_changes_nothing_and_progress_tells_of_every_batch()
    {
        using DsCnnModel model = Identity();
        (ImageSet images, _, _) = RandomLogits(25);
        var seen = new Recorder<EvaluationProgress>();
        EvaluationResult whole = model.Evaluate(images);
        EvaluationResult parts = model.Evaluate(images, batchSize: 10, progress: seen);

        parts.Confusion!.Entries.Should().Equal(whole.Confusion!.Entries);
        parts.Loss.Should().BeApproximately(whole.Loss, 1e-6);
        seen.Reports.Select(p => (p.Images, p.Total)).Should().Equal((8, 25), (16, 25), (25, 25));
    }

    [Fact]
    public void Top_5_of_no_more_than_5_classes_says_nothing()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.Evaluate(TinyData.Quarters(8)).Top5Accuracy.Should().BeNull();
    }

    [Fact]
    public void The_model_is_left_in_the_mode_it_was_in()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.train();
        model.Evaluate(TinyData.Quarters(8));
        model.training.Should().BeTrue();
        model.eval();
        model.FindMistakes(TinyData.Quarters(8), count: 1);
        model.training.Should().BeFalse();
    }

    [Fact]
    public void Outputs_beyond_the_classes_of_the_images_are_named_after_the_model_or_their_position()
    {
        using DsCnnModel model = Identity();
        (ImageSet seven, _, _) = RandomLogits(20);
        var few = new Relabeled(seven, ["a", "b"], _ => 1);

        model.Evaluate(few).Confusion!.ClassNames.Should().Equal("a", "b", "class 2", "class 3", "class 4", "class 5", "class 6");
        model.Labels = ["0", "1", "2", "3", "4", "5", "6"];
        model.Evaluate(few).Confusion!.ClassNames.Should().Equal("a", "b", "2", "3", "4", "5", "6");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_label_that_is_no_class_is_refused_by_name(int label)
    {
        using DsCnnModel model = Identity();
        var wrong = new Relabeled(RandomLogits(20).Images, ["a", "b"], index => index == 13 ? label : 0);

        FluentActions.Invoking(() => model.Evaluate(wrong)).Should().ThrowExactly<InvalidDataException>()
            .WithMessage($"Image 13 must have a label from 0 to 1. Received: {label}.");
        model.training.Should().BeTrue();
    }

    [Fact]
    public void Cancelling_stops_between_two_steps()
    {
        using DsCnnModel model = Identity();
        using var stop = new CancellationTokenSource();
        var seen = new Recorder<EvaluationProgress>(_ => stop.Cancel());
        FluentActions.Invoking(() => model.Evaluate(RandomLogits(20).Images, batchSize: 5, progress: seen, cancellationToken: stop.Token)).Should().Throw<OperationCanceledException>();
        seen.Reports.Should().ContainSingle();
    }

    [Fact]
    public void Mistakes_come_with_the_most_certain_first()
    {
        using DsCnnModel model = Identity();
        (ImageSet images, double[][] logits, int[] labels) = RandomLogits(300);
        IReadOnlyList<Mistake> mistakes = model.FindMistakes(images, count: 10);

        var expected = Enumerable.Range(0, 300)
            .Select(i => (Index: i, Predicted: Array.IndexOf(logits[i], logits[i].Max()), Probability: logits[i].Max(Math.Exp) / logits[i].Sum(Math.Exp)))
            .Where(p => p.Predicted != labels[p.Index]).OrderByDescending(p => p.Probability).Take(10).ToList();
        mistakes.Select(m => (m.Index, m.Actual, m.Predicted)).Should().Equal(expected.Select(e => (e.Index, labels[e.Index], e.Predicted)));
        mistakes.Select(m => m.Probability).Should().Equal(expected.Select(e => e.Probability), (a, e) => Math.Abs(a - e) < 1e-6);
    }

    [Fact]
    public void A_network_without_mistakes_has_none()
    {
        using DsCnnModel model = Identity();
        (ImageSet images, double[][] logits, _) = RandomLogits(30);
        var right = new Relabeled(images, images.ClassNames, i => Array.IndexOf(logits[i], logits[i].Max()));
        model.FindMistakes(right, count: 5).Should().BeEmpty();
    }

    private static DsCnnModel Identity()
    {
        DsCnnModel model = new ModelBuilder().Input(Classes, 1, 1).FullyConnected(Classes).Softmax().Build();
        using (NewDisposeScope())
        using (no_grad())
        {
            foreach (var parameter in model.parameters())
                parameter.copy_(parameter.dim() == 2 ? eye(Classes) : zeros(Classes));
        }

        return model;
    }

    /// <summary>No two pixels of an image are equal, so that there is one ranking.</summary>
    private static (ImageSet Images, double[][] Logits, int[] Labels) RandomLogits(int count)
    {
        var random = new Random(count);
        byte[] values = [.. Enumerable.Range(0, 256).Select(v => (byte)v)];
        byte[][] pixels = [.. Enumerable.Range(0, count).Select(_ => { random.Shuffle(values); return values[..Classes]; })];
        byte[] labels = [.. pixels.Select(_ => (byte)random.Next(Classes))];
        string[] names = [.. Enumerable.Range(0, Classes).Select(i => $"name {i}")];
        var images = new ImageSet(new InputSpec(Classes, 1, 1), pixels.SelectMany(p => p).ToArray(), labels, names);
        return (images, [.. pixels.Select(p => p.Select(v => v / 255.0).ToArray())], [.. labels.Select(l => (int)l)]);
    }

    private sealed class Relabeled(IImageSource images, IReadOnlyList<string> names, Func<int, int> labelOf) : IImageSource
    {
        public int Count => images.Count;

        public InputSpec Shape => images.Shape;

        public IReadOnlyList<string> ClassNames => names;

        public int GetLabel(int index) => labelOf(index);

        public void CopyPixels(int index, Span<byte> pixels) => images.CopyPixels(index, pixels);
    }
}
