using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class TrainingLossTests
{
    private static readonly double[][] _logits = [[1, 2, 0, -1], [0.5, -0.5, 3, 0], [2, 0, 0, 1]];
    private static readonly double[][] _teacher = [[3, 1, 0, 0], [0, 0, 5, 1], [1, 1, -2, 4]];
    private static readonly long[] _labels = [1, 2, 3];
    private static readonly long[] _others = [0, 0, 1];

    [Fact]
    public void Classes_count_as_much_as_their_weights()
    {
        double[] weights = [1, 2, 0.5, 3];
        double expected = _labels.Select((label, i) => weights[label] * CrossEntropy(i, label)).Sum() / _labels.Sum(label => weights[label]);
        Loss(new TrainerOptions { ClassWeights = weights }).Should().BeApproximately(expected, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void A_batch_of_images_that_count_nothing_has_no_loss_and_no_gradients(double smoothing)
    {
        var options = new TrainerOptions { ClassWeights = [1, 0, 0, 0], LabelSmoothing = smoothing };
        Gradients(options).Should().BeEquivalentTo((0.0, new float[12]));

        // Mixed with images of the first class twice, whose part is left.
        double expected = 0.3 * Enumerable.Range(0, 2).Average(i => CrossEntropy(i, 0));
        Loss(options with { LabelSmoothing = 0 }, mixWeight: 0.7).Should().BeApproximately(expected, 1e-6);
    }

    [Fact]
    public void The_same_by_targets()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = Rows(_logits).requires_grad_();
        Tensor targets = nn.functional.one_hot(tensor(_labels), 4).to(ScalarType.Float32);
        Tensor loss = new CrossEntropy().Compute(new LossInput { Logits = logits, Targets = targets, Random = new Random(1), Head = Head.Softmax, ClassWeights = tensor(new float[] { 1, 0, 0, 0 }) });
        loss.backward();
        loss.item<float>().Should().Be(0);
        logits.grad!.data<float>().ToArray().Should().OnlyContain(gradient => gradient == 0);
    }

    [Fact]
    public void Mixed_labels_share_the_loss()
    {
        double expected = _labels.Select((label, i) => (0.7 * CrossEntropy(i, label)) + (0.3 * CrossEntropy(i, _others[i]))).Average();
        Loss(new TrainerOptions(), mixWeight: 0.7).Should().BeApproximately(expected, 1e-6);
    }

    [Fact]
    public void Smoothed_targets_share_the_loss_with_all_classes()
    {
        double expected = _labels.Select((label, i) =>
            (0.8 * CrossEntropy(i, label)) + (0.2 * Enumerable.Range(0, 4).Average(other => CrossEntropy(i, other)))).Average();
        Loss(new TrainerOptions { LabelSmoothing = 0.2 }).Should().BeApproximately(expected, 1e-6);
    }

    /// <summary>Hinton et al. 2015, written out.</summary>
    [Fact]
    public void A_teacher_adds_its_softened_answers()
    {
        double divergence = Enumerable.Range(0, 3).Average(i =>
        {
            double[] student = Softmax(_logits[i], 3);
            double[] teacher = Softmax(_teacher[i], 3);
            return teacher.Zip(student, (t, s) => t * Math.Log(t / s)).Sum();
        });
        double expected = (0.4 * _labels.Select((label, i) => CrossEntropy(i, label)).Average()) + (0.6 * 9 * divergence);

        var distillation = new DistillationOptions { Teacher = Teacher.From(images => Rows(_teacher)[..(int)images.shape[0]]), Temperature = 3, Weight = 0.6 };
        Loss(new TrainerOptions { Distillation = distillation }).Should().BeApproximately(expected, 1e-5);
    }

    private static double Loss(TrainerOptions options, double mixWeight = 1) => Gradients(options, mixWeight).Loss;

    private static (double Loss, float[] Gradients) Gradients(TrainerOptions options, double mixWeight = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        using DsCnnModel model = TinyData.Network().Build();
        using var loss = new TrainingLoss(model, options);
        using var batch = new Batch
        {
            Images = zeros(3, 1, 8, 8),
            Labels = tensor(_labels),
            Targets = null,
            MixedLabels = mixWeight < 1 ? tensor(_others) : null,
            MixWeight = mixWeight,
            Count = 3,
        };
        Tensor logits = Rows(_logits).requires_grad_();
        Tensor value = loss.Of(logits, batch, new Random(1));
        value.backward();
        return (value.item<float>(), logits.grad!.data<float>().ToArray());
    }

    private static Tensor Rows(double[][] rows) => tensor(rows.SelectMany(row => row.Select(value => (float)value)).ToArray(), [3, 4]);

    private static double CrossEntropy(int image, long label) => -Math.Log(Softmax(_logits[image], 1)[label]);

    private static double[] Softmax(double[] logits, double temperature)
    {
        double sum = logits.Sum(value => Math.Exp(value / temperature));
        return [.. logits.Select(value => Math.Exp(value / temperature) / sum)];
    }
}
