
namespace DsCnn.Cli.Tests;

public sealed class RecipeOptionsTests
{
    [Theory]
    [InlineData(60_000)]
    [InlineData(100)]
    public void Without_options_it_is_what_is_recommended(int images) =>
        Read(images).Should().BeEquivalentTo(Recommended.Options(Data(images)), o => o.RespectingRuntimeTypes());

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
            Augmentations = Recommended.Options(Data(100)).Augmentations,
            Mixing = Recommended.Options(Data(100)).Mixing,
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
        Read(100, isTrained: true).Optimizer.LearningRate.Should().BeApproximately(Read(100).Optimizer.LearningRate / 10, 1e-15);

    [Theory]
    [InlineData("best", true)]
    [InlineData("last", false)]
    public void Which_epoch_is_kept_can_be_said(string keep, bool best) => Read(100, "--keep", keep).RestoreBest.Should().Be(best);

    private static TrainerOptions Read(int images, params string[] args) => Read(images, isTrained: false, args);

    private static TrainerOptions Read(int images, bool isTrained, params string[] args)
    {
        var recipe = new RecipeOptions();
        var command = new ToolCommand("test", "");
        recipe.AddTo(command);
        return recipe.Read(command.Parse(args), Data(images), isTrained);
    }

    private static TrainingData Data(int images) => new(new ImageSet(new InputSpec(1, 1, 1), new byte[images], new int[images], ["cat", "dog"]));
}
