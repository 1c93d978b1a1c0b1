using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Losses of networks that end in a sigmoid, and of one's own, with the numbers of PyTorch 1.13 and torchvision 0.14 in double precision.</summary>
[NoTensorLeaks]
public sealed class LossTests
{
    private static readonly double[] _logits = [1, 2, 0, -1, 0.5, -0.5, 3, 0, 2, 0, 0, 1];
    private static readonly double[] _targets = [1, 1, 0, 0, 0, 0, 0, 0, 0.3, 0, 1, 0.8];
    private static readonly double[] _classWeights = [1, 2, 0.5, 3];

    public static TheoryData<string, Loss, double, double[]?, double, double[]> Values => new()
    {
        { "binary_cross_entropy_with_logits", new BinaryCrossEntropy(), 0, null, 0.8385809272345291, [-0.022411785, -0.009933577, 0.041666667, 0.022411785] },
        { "weight", new BinaryCrossEntropy(), 0, _classWeights, 1.014918629786945, [-0.022411785, -0.019867154, 0.020833333, 0.067235355] },
        { "pos_weight", new BinaryCrossEntropy { PositiveWeights = [2, 1, 0.25, 5] }, 0, null, 0.908074019356985, [-0.04482357, -0.009933577, 0.041666667, 0.022411785] },
        { "targets 0.8 t + 0.1", new BinaryCrossEntropy(), 0.2, null, 0.845247593901196, [-0.014078452, -0.001600244, 0.033333333, 0.014078452] },
        { "sigmoid_focal_loss, alpha 0.25", new FocalLoss { Alpha = 0.25 }, 0, null, 0.27317303472513615, [-0.00109544, -0.000101478, 0.018642925, 0.003286321] },
        { "sigmoid_focal_loss, gamma 1.5", new FocalLoss { Gamma = 1.5 }, 0, null, 0.4509561951171179, [-0.007118415, -0.000983964, 0.030047925, 0.007118415] },
        { "sigmoid_focal_loss, gamma 0", new FocalLoss { Gamma = 0 }, 0, null, 0.8385809272345291, [-0.022411785, -0.009933577, 0.041666667, 0.022411785] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Of_labels_are_those_of_PyTorch(string name, Loss loss, double smoothing, double[]? classWeights, double expected, double[] gradients)
    {
        var options = new TrainerOptions { Loss = loss, LabelSmoothing = smoothing, ClassWeights = classWeights };
        (double value, float[] slopes) = OfLabels(options);
        value.Should().BeApproximately(expected, 1e-6, name);
        slopes.Zip(gradients).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-6, name);
    }

    [Fact]
    public void Mixed_images_have_their_share_of_both_targets() =>
        OfLabels(new TrainerOptions(), mixWeight: 0.7).Value.Should().BeApproximately(0.8198309272345292, 1e-6);

    /// <summary>0.4 BCE + 0.6 T^2 times the mean KL of the labels' softened probabilities.</summary>
    [Fact]
    public void A_teacher_adds_its_softened_answer_to_each_label()
    {
        double[] answers = [3, 1, 0, 0, 0, 0, 5, 1, 1, 1, -2, 4];
        var distillation = new DistillationOptions { Teacher = Teacher.From(images => Rows(answers)[..(int)images.shape[0]]), Temperature = 3, Weight = 0.6 };
        OfLabels(new TrainerOptions { Distillation = distillation }).Value.Should().BeApproximately(0.47358843783091154, 1e-6);
    }

    [Fact]
    public void Of_classes_the_hard_ones_decide()
    {
        // The mean of -(1 - p)^2 log p of the right classes.
        OfClasses(new FocalLoss()).Should().BeApproximately(0.3190265850132634, 1e-6);
        OfClasses(new FocalLoss { Gamma = 0 }).Should().BeApproximately(OfClasses(new CrossEntropy()), 1e-6);
    }

    [Fact]
    public void Cross_entropy_is_the_same_by_classes_and_by_targets()
    {
        var options = new TrainerOptions { LabelSmoothing = 0.1 };
        OfClasses(new Wrapped(new CrossEntropy()), options).Should().BeApproximately(OfClasses(new CrossEntropy(), options), 1e-6);
        var weighted = new TrainerOptions { ClassWeights = _classWeights };
        OfClasses(new Wrapped(new CrossEntropy()), weighted).Should().BeApproximately(OfClasses(new CrossEntropy(), weighted), 1e-6);
    }

    [Fact]
    public void A_loss_may_be_ones_own()
    {
        double expected = _logits.Zip(_targets, (x, t) => Math.Pow((1 / (1 + Math.Exp(-x))) - t, 2)).Average();
        OfLabels(new TrainerOptions { Loss = new SquaredError() }).Value.Should().BeApproximately(expected, 1e-6);
        OfLabels(new TrainerOptions { Loss = new SquaredError { Factor = 3 } }).Value.Should().BeApproximately(3 * expected, 1e-6);
    }

    [Fact]
    public async Task A_network_learns_by_a_loss_of_ones_own()
    {
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        var options = new TrainerOptions { Loss = new SquaredError(), Epochs = 3, BatchSize = 32 };
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(TinyData.ManyQuarters(320)));
        report.Epochs[^1].Loss.Should().BeLessThan(0.7 * report.Epochs[0].Loss);
    }

    public static TheoryData<string, Loss, Head, string> Refusals => new()
    {
        { "classes that exclude each other", new CrossEntropy(), Head.Sigmoid, "CrossEntropy is for networks whose classes exclude each other, and tiny ends in a sigmoid.*" },
        { "labels", new BinaryCrossEntropy(), Head.Softmax, "BinaryCrossEntropy is for networks that end in a sigmoid, and tiny ends in a softmax.*" },
        { "alpha", new FocalLoss { Alpha = 0.25 }, Head.Softmax, "Alpha is for networks that end in a sigmoid, and tiny does not.*" },
        { "weights", new BinaryCrossEntropy { PositiveWeights = [1, 2] }, Head.Sigmoid, "PositiveWeights must have one number for each of the 4 classes of tiny. Received: 2." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_network_that_a_loss_is_not_for_is_refused(string name, Loss loss, Head head, string message)
    {
        ModelSpec spec = TinyData.Network().ToSpec().WithHead(head);
        new TrainerOptions { Loss = loss }.Broken(spec, hasValidation: true).Should().ContainSingle(name).Which.Should().Match(message);
    }

    [Fact]
    public void A_loss_that_is_no_number_with_gradients_is_refused()
    {
        FluentActions.Invoking(() => OfLabels(new TrainerOptions { Loss = new Several() }))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("Several must return one number for a batch. Received: 3 x 4.");
        FluentActions.Invoking(() => OfLabels(new TrainerOptions { Loss = new Constant() }))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("Constant must be computed from the logits by torch*");
    }

    [Fact]
    public void Rare_labels_get_larger_weights()
    {
        IImageSource images = new ImageSet(new InputSpec(1, 1, 1), new byte[4], new byte[4], ["any"]).WithLabels([[0, 1], [0], [0], []], ["a", "b", "c"]);
        ClassWeights.Positive(images).Should().Equal(1 / 3.0, 3, 1);
        ClassWeights.Balanced(images).Should().Equal(4 / 9.0, 4 / 3.0, 0);
    }

    private static (double Value, float[] Gradients) OfLabels(TrainerOptions options, double mixWeight = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        using var loss = new TrainingLoss(model, options);
        Tensor logits = Rows(_logits).requires_grad_();
        using var batch = new Batch { Images = zeros(3, 1, 8, 8), Labels = null, Targets = Rows(_targets), MixedLabels = null, MixWeight = mixWeight, Count = 3 };
        Tensor value = loss.Of(logits, batch, new Random(1));
        value.backward();
        return (value.item<float>(), logits.grad!.data<float>().ToArray());
    }

    private static double OfClasses(Loss loss, TrainerOptions? options = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using DsCnnModel model = TinyData.Network().Build();
        using var training = new TrainingLoss(model, (options ?? new TrainerOptions()) with { Loss = loss });
        using var batch = new Batch { Images = zeros(3, 1, 8, 8), Labels = tensor(new long[] { 1, 2, 3 }), Targets = null, MixedLabels = null, MixWeight = 1, Count = 3 };
        return training.Of(Rows(_logits).requires_grad_(), batch, new Random(1)).item<float>();
    }

    private static Tensor Rows(double[] values) => tensor([.. values.Select(value => (float)value)], [3, 4]);

    private sealed record SquaredError : Loss
    {
        public double Factor { get; init; } = 1;

        public override Tensor Compute(LossInput input) => nn.functional.mse_loss(input.Logits.sigmoid(), input.Targets) * Factor;
    }

    private sealed record Wrapped(Loss Inner) : Loss
    {
        public override Tensor Compute(LossInput input) => Inner.Compute(input);
    }

    private sealed record Several : Loss
    {
        public override Tensor Compute(LossInput input) => input.Logits - input.Targets;
    }

    private sealed record Constant : Loss
    {
        public override Tensor Compute(LossInput input) => tensor(1f);
    }
}
