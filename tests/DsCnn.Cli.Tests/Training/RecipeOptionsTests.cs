
namespace DsCnn.Cli.Tests;

public sealed class RecipeOptionsTests
{
    [Theory]
    [InlineData(60_000, 15, 64)]
    [InlineData(20_000, 30, 64)]
    [InlineData(2_000, 100, 32)]
    public void Without_options_about_600_000_images_are_seen(int images, int epochs, int batch)
    {
        TrainerOptions options = Read(images);
        (options.Epochs, options.BatchSize).Should().Be((epochs, batch));
        options.Optimizer.Should().Be(new AdamWOptions { LearningRate = 3e-3, WeightDecay = 0.05 });
        options.Schedule.Should().Be(new CosineSchedule { WarmupShare = 0.1 });
        options.LabelSmoothing.Should().Be(0.1);
        options.Ema.Should().Be(new EmaOptions { Decay = 0.999 });
    }

    [Fact]
    public void Every_option_arrives()
    {
        TrainerOptions options = Read(
            100, "--epochs", "7", "--batch-size", "9", "--lr", "0.5", "--weight-decay", "0.25", "--optimizer", "sgd", "--schedule", "step", "--warmup", "2",
            "--label-smoothing", "0.3", "--ema", "0", "--clip", "4", "--accumulate", "3", "--precision", "bfloat16", "--patience", "6", "--seed", "-8");

        options.Should().BeEquivalentTo(new TrainerOptions
        {
            Epochs = 7,
            BatchSize = 9,
            Optimizer = new SgdOptions { LearningRate = 0.5, WeightDecay = 0.25 },
            Schedule = new WarmupSchedule { Epochs = 2, Schedule = new StepSchedule { EveryEpochs = 7.0 / 3 } },
            LabelSmoothing = 0.3,
            GradientClipNorm = 4,
            AccumulationSteps = 3,
            Precision = TrainingPrecision.BFloat16,
            EarlyStopping = new EarlyStopping { Patience = 6 },
            Seed = -8,
        }, o => o.RespectingRuntimeTypes());
    }

    [Theory]
    [InlineData("cosine", 0.25)]
    [InlineData("one-cycle", 0.25)]
    public void A_warm_up_in_epochs_is_a_share_of_the_run(string schedule, double share)
    {
        LearningRateSchedule read = Read(100, "--epochs", "8", "--warmup", "2", "--schedule", schedule).Schedule;
        read.FactorAt(share, 8).Should().BeApproximately(1, 1e-12);
        read.FactorAt(share / 2, 8).Should().BeLessThan(0.6);
    }

    [Fact]
    public void A_trained_network_learns_at_a_tenth_of_the_rate() =>
        Read(100, isTrained: true).Optimizer.LearningRate.Should().BeApproximately(3e-4, 1e-15);

    private static TrainerOptions Read(int images, params string[] args) => Read(images, isTrained: false, args);

    private static TrainerOptions Read(int images, bool isTrained, params string[] args)
    {
        var recipe = new RecipeOptions();
        var command = new ToolCommand("test", "");
        recipe.AddTo(command);
        return recipe.Read(command.Parse(args), images, isTrained);
    }
}
