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

    private static double Loss(TrainerOptions options, double mixWeight = 1)
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
        return loss.Of(Rows(_logits), batch).item<float>();
    }

    private static Tensor Rows(double[][] rows) => tensor(rows.SelectMany(row => row.Select(value => (float)value)).ToArray(), [3, 4]);

    private static double CrossEntropy(int image, long label) => -Math.Log(Softmax(_logits[image], 1)[label]);

    private static double[] Softmax(double[] logits, double temperature)
    {
        double sum = logits.Sum(value => Math.Exp(value / temperature));
        return [.. logits.Select(value => Math.Exp(value / temperature) / sum)];
    }
}
