using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class BatchNormSparsityTests
{
    [Fact]
    public async Task Scales_shrink_by_learning_rate_times_penalty_at_every_step_and_stop_at_zero()
    {
        // The weights' own gradient is so small at this rate that only the penalty moves the scales: 8 steps of 1e-6 * 5e4.
        using DsCnnModel model = TinyData.Network().Build();
        var options = new TrainerOptions
        {
            Epochs = 1,
            BatchSize = 8,
            Optimizer = new SgdOptions { LearningRate = 1e-6, Momentum = 0, Nesterov = false, WeightDecay = 0 },
            Schedule = new ConstantSchedule(),
            RestoreBest = false,
            Callbacks = [new BatchNormSparsity { Penalty = 5e4 }],
        };

        await new Trainer(model, options).FitAsync(new TrainingData(TinyData.Quarters(64)));

        WeightSet weights = model.CopyWeights();
        foreach (string name in new[] { "layers.0.bn_1", "layers.0.bn_2", "layers.1.bn_1", "layers.1.bn_2" })
            weights[$"{name}.weight"].ToFloats().Should().OnlyContain(scale => Math.Abs(scale - 0.6f) < 1e-3);
        weights["layers.0.bn_3.weight"].ToFloats().Should().OnlyContain(scale => Math.Abs(scale - 1) < 1e-3);

        await new Trainer(model, options with { Callbacks = [new BatchNormSparsity { Penalty = 1e6 }] }).FitAsync(new TrainingData(TinyData.Quarters(64)));
        model.CopyWeights()["layers.0.bn_1.weight"].ToFloats().Should().OnlyContain(scale => Math.Abs(scale) < 1e-3);
    }

    [Fact]
    public async Task Without_batch_norms_there_is_nothing_to_penalize()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using DsCnnModel folded = model.FoldBatchNorm();

        await FluentActions.Awaiting(() => new Trainer(folded, new TrainerOptions { Epochs = 1, Callbacks = [new BatchNormSparsity()] }).FitAsync(new TrainingData(TinyData.Quarters(64))))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("tiny has no batch norms of the kinds Hidden to penalize.");
    }
}
