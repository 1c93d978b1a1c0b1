using DsCnn.Data;
using DsCnn.Training;

namespace DsCnn.Extending.Tests;

/// <summary>A run with pieces of a user's own of every kind resumes to the same bits, and notices where one of them is another.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingData _data = new(Images.Draw(30), Images.Draw(15, seed: 1));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dscnn-extending-");

    private static TrainerOptions Options => new()
    {
        Epochs = 4,
        BatchSize = 8,
        AccumulationSteps = 2,
        Seed = 11,
        Optimizer = new AdamWOptions { LearningRate = 0.01 },
        Augmentations = [new Salt(), new HorizontalFlip()],
        Mixing = [new Stripes { Probability = 0.7 }, new MixUp()],
        Schedule = new Saw(),
        Loss = new HalfOfTheImages(),
        Metrics = [new BrierScore(), new BalancedAccuracy()],
        BestBy = BestBy.Metric,
        LabelSmoothing = 0.1,
    };

    private CheckpointOptions Checkpoint => new() { Path = Path.Combine(_folder.FullName, "last.ckpt") };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public async Task Canceled_after_any_step_and_resumed_it_ends_with_the_same_bits(int step)
    {
        (float[] expected, TrainingReport whole) = await Train(Options);
        Func<Task> canceled = () => Train(Options with { Checkpoint = Checkpoint }, cancelAfter: step);
        await canceled.Should().ThrowAsync<OperationCanceledException>();

        (float[] weights, TrainingReport report) = await Train(Options with { Checkpoint = Checkpoint with { Resume = true } });

        weights.Should().Equal(expected);
        report.BestEpoch.Should().Be(whole.BestEpoch);
        report.Epochs.Select(epoch => (epoch.Loss, epoch.Validation!.Metrics[0].Value)).Should().Equal(whole.Epochs.Select(epoch => (epoch.Loss, epoch.Validation!.Metrics[0].Value)));
    }

    public static TheoryData<Func<TrainerOptions, TrainerOptions>, string> Others => new()
    {
        { o => o with { Augmentations = [new Salt { Share = 0.5 }, new HorizontalFlip()] }, "Augmentations[0].Share is 0.25 there and 0.5 here; Augmentations[0].Description is salt on 0.25 of the pixels there and salt on 0.50 of the pixels here" },
        { o => o with { Augmentations = [new Elsewhere.Salt(), new HorizontalFlip()] }, "Augmentations[0] is DsCnn.Extending.Tests.Salt there and DsCnn.Extending.Tests.ResumeTests+Elsewhere+Salt here" },
        { o => o with { Mixing = [new CutMix { Probability = 0.7 }, new MixUp()] }, "Mixing[0] is DsCnn.Extending.Tests.Stripes there and CutMix here" },
        { o => o with { Schedule = new Saw { Lowest = 0.5 } }, "Schedule.Lowest is 0.25 there and 0.5 here" },
        { o => o with { Loss = new CrossEntropy() }, "Loss is DsCnn.Extending.Tests.HalfOfTheImages there and CrossEntropy here" },
        { o => o with { Metrics = [new BrierScore()] }, "Metrics[1] is DsCnn.Extending.Tests.BalancedAccuracy there and absent here" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Another_piece_is_refused_and_named(Func<TrainerOptions, TrainerOptions> change, string difference)
    {
        await Train(Options with { Epochs = 1, Checkpoint = Checkpoint });

        Func<Task> resumed = () => Train(change(Options with { Epochs = 1, Checkpoint = Checkpoint with { Resume = true } }));

        (await resumed.Should().ThrowExactlyAsync<InvalidOperationException>()).WithMessage($"*{difference}*");
    }

    private static async Task<(float[] Weights, TrainingReport Report)> Train(TrainerOptions options, int? cancelAfter = null)
    {
        using DsCnnModel model = Images.Network();
        using var stop = new CancellationTokenSource();
        TrainingReport report = await new Trainer(model, options).FitAsync(_data, new Canceller(stop, cancelAfter), stop.Token);
        return (Images.Weights(model), report);
    }

    private static class Elsewhere
    {
        internal sealed record Salt : Augmentation
        {
            public double Share { get; init; } = 0.25;

            public override string Description => $"salt on {Share:0.00} of the pixels";

            public override void Apply(Span<byte> pixels, InputSpec shape, Random random) => pixels.Clear();
        }
    }

    private sealed class Canceller(CancellationTokenSource stop, int? after) : IProgress<TrainingProgress>
    {
        private int _steps;

        public void Report(TrainingProgress value)
        {
            if (value.Finished is null && ++_steps == after)
                stop.Cancel();
        }
    }
}
