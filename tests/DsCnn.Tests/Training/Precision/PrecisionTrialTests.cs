using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>What <see cref="TrainingPrecision.Automatic"/> comes to, by a clock that says how long each step took.</summary>
public sealed class PrecisionTrialTests : IDisposable
{
    private static readonly TrainingData _data = new(TinyData.Quarters(100), TinyData.Quarters(40, seed: 1));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dscnn-precision-");

    private readonly TrainerOptions _options = new()
    {
        Epochs = 2,
        BatchSize = 20,
        Seed = 3,
        Ema = new EmaOptions(),
        Augmentations = [new HorizontalFlip()],
        Precision = TrainingPrecision.Automatic,
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Float32_is_the_default_everywhere()
    {
        new TrainerOptions().Precision.Should().Be(TrainingPrecision.Float32);
        Recommended.Options(_data).Precision.Should().Be(TrainingPrecision.Float32);
        Recommended.Tuning(_data.Train).Precision.Should().Be(TrainingPrecision.Float32);
    }

    [Theory]
    [InlineData(3, 2, TrainingPrecision.BFloat16, "bfloat16 (in a trial: 10 images/s in bfloat16, 7 images/s in float32)")]
    [InlineData(2, 4, TrainingPrecision.Float32, "float32 (in a trial: 10 images/s in float32, 5 images/s in bfloat16)")]
    [InlineData(2.1, 2, TrainingPrecision.Float32, "float32 (in a trial: 10 images/s in float32, 10 images/s in bfloat16)")]
    public async Task The_faster_one_is_taken_float32_unless_it_is_a_tenth_slower(double float32, double bfloat16, TrainingPrecision chosen, string words)
    {
        (float[] weights, TrainingReport report, string summary) = await Train(_options, new StepClock(float32, bfloat16));

        report.Precision.Should().Be(chosen);
        summary.Should().Contain($"computed   in {words} on cpu");
        weights.Should().Equal((await Train(_options with { Precision = chosen })).Weights, "the trial must leave no trace");
    }

    [Fact]
    public async Task A_resumed_run_goes_on_in_the_precision_that_it_began_in_whatever_is_faster_now()
    {
        TrainerOptions saved = _options with { Checkpoint = new CheckpointOptions { Path = Path.Combine(_folder.FullName, "last.ckpt") } };
        using var stop = new CancellationTokenSource();
        Func<Task> canceled = () => Train(saved, new StepClock(3, 1), stop);
        await canceled.Should().ThrowAsync<OperationCanceledException>();

        (float[] weights, TrainingReport report, string summary) = await Train(
            saved with { Checkpoint = saved.Checkpoint! with { Resume = true } }, new StepClock(1, 3));

        report.Precision.Should().Be(TrainingPrecision.BFloat16);
        summary.Should().Contain("in bfloat16 (as the run began)");
        weights.Should().Equal((await Train(_options with { Precision = TrainingPrecision.BFloat16 })).Weights);
    }

    [Fact]
    public async Task A_checkpoint_that_was_not_written_in_it_is_refused_to_the_other_precision()
    {
        TrainerOptions saved = _options with { Checkpoint = new CheckpointOptions { Path = Path.Combine(_folder.FullName, "last.ckpt") } };
        await Train(saved, new StepClock(3, 1));

        Func<Task> other = () => Train(saved with { Precision = TrainingPrecision.Float32, Checkpoint = saved.Checkpoint! with { Resume = true } });

        (await other.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*: Precision is BFloat16 there and Float32 here.*");
    }

    [Fact]
    public void A_network_whose_loss_is_no_number_leaves_the_choice_to_float32() =>
        PrecisionTrial.Of(new Dictionary<TrainingPrecision, double>()).Chosen.Should().Be(TrainingPrecision.Float32);

    [Fact]
    public void What_is_about_to_happen_is_said_before_it_is_known_which_one_it_will_be()
    {
        using DsCnnModel model = TinyData.Network().Build();
        TrainingSummary.Of(model, _options, _data).ToString().Should().Contain("computed   in the numbers that a trial finds fastest on cpu");
    }

    [Fact]
    public async Task The_learning_rate_finder_and_compression_choose_too_and_leave_the_network_as_it_was()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 3);
        float[] before = Weights(model);

        LearningRateCurve curve = await LearningRateFinder.RunAsync(model, _data.Train, _options, new LearningRateFinderOptions { Steps = 5 });
        CompressedModel smaller = await new Compressor(new CompressorOptions
        {
            Target = new CompressionTarget(),
            Pruning = new PruningOptions { Ratio = 0.3 },
            PruningSteps = 1,
            FineTuning = _options with { Epochs = 1 },
            Speed = null,
        }).RunAsync(model, _data);

        curve.Points.Should().HaveCount(5);
        smaller.Report.Steps.Should().ContainSingle().Which.TuningEpochs.Should().Be(1);
        Weights(model).Should().Equal(before);
    }

    private static float[] Weights(DsCnnModel model) => [.. model.CopyWeights().Values.SelectMany(weight => weight.ToFloats())];

    private static async Task<(float[] Weights, TrainingReport Report, string Summary)> Train(
        TrainerOptions options, TimeProvider? clock = null, CancellationTokenSource? stopInSecondEpoch = null)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 3);
        var summary = new SummaryKeeper();
        var progress = new Recorder<TrainingProgress>(at =>
        {
            if (at is { Epoch: 2, Step: 2 })
                stopInSecondEpoch?.Cancel();
        });
        TrainingReport report = await new Trainer(model, options with { Callbacks = [summary] }) { Clock = clock ?? TimeProvider.System }
            .FitAsync(_data, progress, stopInSecondEpoch?.Token ?? default);
        return (Weights(model), report, summary.Text);
    }

    private sealed class SummaryKeeper : ITrainingCallback
    {
        internal string Text { get; private set; } = "";

        public void OnStart(TrainingContext context) => Text = context.Summary.ToString();
    }

    /// <summary>Of four looks at the clock, the second comes a float32 step later than the first, the fourth a bfloat16 step later than the third.</summary>
    private sealed class StepClock(double float32, double bfloat16) : TimeProvider
    {
        private int _looks = -1;
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp()
        {
            double seconds = _looks++ < 0 ? 0 : (_looks % 4) switch { 2 => float32, 0 => bfloat16, _ => 0 };
            return _now += (long)(seconds * TimestampFrequency);
        }
    }
}
