using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

public sealed class RankTrainingTests
{
    private static readonly TrainerOptions _options = new()
    {
        Epochs = 3,
        BatchSize = 24,
        Optimizer = new SgdOptions { LearningRate = 0.05, WeightDecay = 1e-3 },
        Augmentations = [new RandomCrop { Padding = 1 }, new HorizontalFlip()],
        LabelSmoothing = 0.1,
        GradientClipNorm = 1,
        Ema = new EmaOptions { Decay = 0.9 },
        Recalibration = null,
        Seed = 5,
        SyncBatchNorm = true,
    };

    private static readonly TrainingData _data = new(TinyData.Quarters(101), TinyData.Quarters(31));

    public static TheoryData<int, string> Runs => new()
    {
        { 2, "plain" },
        { 3, "plain" },
        { 4, "plain" },
        { 3, "mixed" },
        { 2, "weighted" },
        { 3, "weighted and mixed" },
        { 2, "accumulated" },
        { 3, "relu6" },
        { 2, "distilled" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Ranks_that_share_batches_and_statistics_learn_what_one_rank_learns(int ranks, string how)
    {
        TrainerOptions options = how switch
        {
            "mixed" => _options with { Mixing = [new CutMix(), new MixUp()] },
            "weighted" => _options with { ClassWeights = [0.5, 2, 1, 0] },
            "weighted and mixed" => _options with { ClassWeights = [0.5, 2, 1, 3], Mixing = [new MixUp()] },
            "accumulated" => _options with { AccumulationSteps = 2 },
            _ => _options,
        };
        using DsCnnModel teacher = TinyData.Network().Build(seed: 9);
        if (how == "distilled")
            options = options with { Distillation = new DistillationOptions { Teacher = Teacher.From(teacher) } };
        Activation activation = how == "relu6" ? Activation.Relu6 : Activation.Swish;

        Outcome alone = await TrainAsync(options, activation);
        Outcome[] together = await TrainTogetherAsync(options, ranks, activation);

        foreach (Outcome rank in together)
        {
            rank.Weights.Should().Equal(together[0].Weights, "all ranks have the same bits");
            rank.Losses.Should().Equal(together[0].Losses);
            rank.Validation.Should().Equal(together[0].Validation);
        }

        for (int epoch = 0; epoch < options.Epochs; epoch++)
            together[0].Losses[epoch].Should().BeApproximately(alone.Losses[epoch], 1e-3);
        together[0].Weights.Zip(alone.Weights, (one, other) => Math.Abs(one - other)).Max().Should().BeLessThan(2e-3f);
    }

    [Fact]
    public async Task Without_synchronized_batch_norm_all_ranks_still_end_with_the_same_weights_and_statistics()
    {
        TrainerOptions options = _options with { Epochs = 12, SyncBatchNorm = false, Ema = null, Augmentations = [], Optimizer = new AdamWOptions { LearningRate = 1e-2 } };
        Outcome[] together = await TrainTogetherAsync(options, ranks: 3);
        foreach (Outcome rank in together)
            rank.Weights.Should().Equal(together[0].Weights);
        together[0].Losses[^1].Should().BeLessThan(0.85 * together[0].Losses[0]);
    }

    private static async Task<Outcome[]> TrainTogetherAsync(TrainerOptions options, int ranks, Activation activation = Activation.Swish) =>
        await Task.WhenAll(InProcessCommunicator.Create(ranks).Select(rank => Task.Run(() => TrainAsync(options with { Communicator = rank }, activation))));

    private static async Task<Outcome> TrainAsync(TrainerOptions options, Activation activation)
    {
        using DsCnnModel model = new ModelBuilder().Input(1, 8, 8)
            .DsBlock(6, conv1Filters: 8, configure: b => b with { Activation = activation })
            .DsBlock(6, residual: true, configure: b => b with { DropPath = 0.3 })
            .DsBlock(8, stride: 2)
            .GlobalAveragePool().Dropout(0.2).FullyConnected(4).Softmax().Build(seed: 3);
        TrainingReport report = await new Trainer(model, options).FitAsync(_data);
        return new Outcome(
            [.. report.Epochs.Select(epoch => epoch.Loss)],
            [.. report.Epochs.Select(epoch => epoch.Validation!.Accuracy)],
            [.. model.state_dict().Values.Where(t => t.dtype == ScalarType.Float32).SelectMany(t => t.Values())]);
    }

    private sealed record Outcome(double[] Losses, double[] Validation, float[] Weights);
}
