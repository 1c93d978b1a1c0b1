using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

public sealed class QuantizationAwareTrainingTests
{
    private static readonly TrainerOptions _options = new()
    {
        Epochs = 1,
        BatchSize = 16,
        Optimizer = new AdamWOptions { LearningRate = 1e-3 },
        Callbacks = [new QuantizationAwareTraining()],
    };

    [Fact]
    [NoTensorLeaks]
    public void Gradients_pass_straight_through_where_nothing_is_cut_off()
    {
        using var scope = NewDisposeScope();
        Tensor x = tensor([-10f, -0.3f, 0.26f, 0.8f, 10f]).requires_grad_(true), scale = tensor(0.25f);

        Tensor y = RoundingFunction.Round(x, scale, -4, 3);
        (y * tensor([1f, 2f, 3f, 4f, 5f])).sum().backward();

        y.Values().Should().Equal(-1, -0.25f, 0.25f, 0.75f, 0.75f);
        x.grad!.Values().Should().Equal(0, 2, 3, 4, 0);
        x.grad!.Dispose();
    }

    [Fact]
    public async Task Trains_and_keeps_scales_and_weights_together()
    {
        var data = new TrainingData(TinyData.Quarters(128), TinyData.Quarters(64, seed: 1));
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        await new Trainer(model, _options with { Epochs = 4, Callbacks = [], Optimizer = new AdamWOptions { LearningRate = 1e-2 } }).FitAsync(data);
        using Quantized result = await Quantized.OfAsync(model, TinyData.Quarters(64), new QuantizationOptions { MeasureSensitivity = false, WeightBits = 7 });
        QuantizationSpec before = result.Spec;

        // Of 7 bits, because ONNX Runtime adds products of 8 in 16 bits on processors without VNNI, and overflows.
        TrainingReport report = await new Trainer(result.Model, _options with { Callbacks = [new QuantizationAwareTraining { WeightBits = 7 }] }).FitAsync(data);

        report.Epochs[^1].Validation!.Accuracy.Should().BeGreaterThan(0.9);
        result.Spec.Activations.Should().Equal(before.Activations);
        result.Spec.Weights.Should().NotEqual(before.Weights);
        float[] weights = result.Model.CopyWeights()["layers.2.weight"].ToFloats();
        float[] largest = [.. weights.Chunk(weights.Length / 4).Select(unit => unit.Max(Math.Abs) / 63)];
        result.Spec.Weights[^1].Scales.Zip(largest, (actual, wanted) => Math.Abs(actual - wanted) / wanted).Max().Should().BeLessThan(1e-6f);

        using var runtime = new IntegerRuntime(result.Model);
        float[] pixels = Quantities.Pixels(16);
        Quantities.Distance(runtime.Run(pixels), IntegerRuntime.Simulate(result.Model, pixels)).Should().BeLessThan(2.0 / 255);
    }

    [Fact]
    public async Task A_network_that_is_not_quantized_is_refused()
    {
        using DsCnnModel model = TinyData.Network().Build();
        await FluentActions.Awaiting(() => new Trainer(model, _options).FitAsync(new TrainingData(TinyData.Quarters(16)))).Should()
            .ThrowExactlyAsync<InvalidOperationException>()
            .WithMessage("tiny is not quantized. Train the model that PostTrainingQuantizer.Quantize returns.");
    }

    [Fact]
    public async Task Hints_reach_a_quantized_student()
    {
        using DsCnnModel teacher = TinyData.Network().Build();
        double[] losses = [await LossAfterAnEpochAsync(teacher, weight: 1e-6), await LossAfterAnEpochAsync(teacher, weight: 10)];
        losses[1].Should().BeGreaterThan(losses[0] + 0.1);
    }

    private static async Task<double> LossAfterAnEpochAsync(DsCnnModel teacher, double weight)
    {
        using DsCnnModel model = Quantities.Network(new DsBlockSpec { Conv1Filters = 8, OutChannels = 6, Stride = 2 });
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images);
        TrainerOptions options = _options with
        {
            Epochs = 1,
            Distillation = new DistillationOptions { Teacher = Teacher.From(teacher), Hints = [FeatureHint.At(teacher, stride: 2) with { Weight = weight }] },
        };
        TrainingReport report = await new Trainer(result.Model, options).FitAsync(new TrainingData(Quantities.Images));
        return report.Epochs[^1].Loss;
    }
}
