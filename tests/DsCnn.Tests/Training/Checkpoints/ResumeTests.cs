using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>A run that was interrupted and resumed ends like one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dscnn-resume-");

    private static readonly TrainerOptions _everything = new()
    {
        Epochs = 3,
        BatchSize = 16,
        Seed = 7,
        Optimizer = new AdamWOptions { LearningRate = 1e-2, WeightDecay = 0.01 },
        Augmentations = [new HorizontalFlip()],
        LabelSmoothing = 0.1,
        AccumulationSteps = 2,
        GradientClipNorm = 1,
        Ema = new EmaOptions { Decay = 0.9 },
    };

    public static TheoryData<string, TrainerOptions, int[]> Kinds => new()
    {
        { "everything at once", _everything, [1, 2, 3, 4, 5, 6, 7, 8, 9] },
        { "sgd without average", _everything with { Ema = null, AccumulationSteps = 1, Optimizer = new SgdOptions { LearningRate = 0.05 } }, [6, 11] },
        { "bfloat16", _everything with { Precision = TrainingPrecision.BFloat16 }, [2, 5] },
        { "rmsprop, last weights", _everything with { RestoreBest = false, Optimizer = new RmsPropOptions() }, [3, 4] },
    };

    private string Path => System.IO.Path.Combine(_folder.FullName, "run", "last.ckpt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Canceled_at_any_step_and_resumed_it_ends_with_the_same_bits(string kind, TrainerOptions options, int[] steps)
    {
        (float[] expected, TrainingReport whole) = await Train(options);
        foreach (int step in steps)
        {
            TrainerOptions saved = options with { Checkpoint = new CheckpointOptions { Path = Path } };
            Func<Task> canceled = () => Train(saved, cancelAfter: step);
            await canceled.Should().ThrowAsync<OperationCanceledException>();

            (float[] weights, TrainingReport report) = await Train(Resumed(saved));
            weights.Should().Equal(expected, $"{kind}, step {step}");
            RequireSameHistory(report, whole);
        }
    }

    [Fact]
    public async Task A_checkpoint_of_any_step_leads_to_the_same_bits()
    {
        (float[] expected, TrainingReport whole) = await Train(_everything);
        string copies = System.IO.Path.Combine(_folder.FullName, "copies");
        Directory.CreateDirectory(copies);
        TrainerOptions saved = _everything with { Checkpoint = new CheckpointOptions { Path = Path, EverySteps = 1 } };
        await Train(saved with { Callbacks = [new Copier(Path, copies)] });

        string[] files = Directory.GetFiles(copies);
        files.Should().HaveCount(11, "the first step has no checkpoint before it");
        foreach (string file in files)
        {
            File.Copy(file, Path, overwrite: true);
            (float[] weights, TrainingReport report) = await Train(Resumed(saved));
            weights.Should().Equal(expected);
            RequireSameHistory(report, whole);
        }
    }

    [Fact]
    public async Task A_finished_run_that_is_resumed_trains_no_more_and_gives_the_same()
    {
        TrainerOptions saved = _everything with { Checkpoint = new CheckpointOptions { Path = Path } };
        (float[] expected, TrainingReport whole) = await Train(saved);
        var calls = new Recorder();
        (float[] weights, TrainingReport report) = await Train(Resumed(saved) with { Callbacks = [calls] });

        weights.Should().Equal(expected);
        RequireSameHistory(report, whole);
        calls.Seen.Should().Equal("start after 3", "end");
    }

    /// <summary>Stars, curves and the weights that are kept are of one epoch: here the one of the least loss, which is not that of the highest accuracy.</summary>
    [Fact]
    public async Task Progress_of_a_resumed_run_names_the_best_epoch_of_all()
    {
        TrainerOptions options = _everything with { Epochs = 6, BestBy = BestBy.Loss, Optimizer = new AdamWOptions { LearningRate = 0.1 } };
        (List<int?> whole, TrainingHistory history, TrainingReport report) = await Watch(options);
        TrainerOptions saved = options with { Checkpoint = new CheckpointOptions { Path = Path } };
        Func<Task> canceled = () => Train(saved, cancelAfter: 14);
        await canceled.Should().ThrowAsync<OperationCanceledException>();

        (List<int?> resumed, TrainingHistory after, _) = await Watch(Resumed(saved));

        whole.Should().Equal(report.Epochs.Select(epoch => (int?)report.Epochs.Take(epoch.Epoch).MinBy(e => e.Validation!.Loss)!.Epoch));
        resumed.Should().Equal(whole[3..]);
        (history.BestEpoch, after.BestEpoch).Should().Be((report.BestEpoch, report.BestEpoch));
        report.BestEpoch.Should().Be(report.Epochs.MinBy(epoch => epoch.Validation!.Loss)!.Epoch);
    }

    [Fact]
    public async Task Without_a_file_a_resumed_run_starts_over_and_without_Resume_a_file_is_overwritten()
    {
        TrainerOptions saved = _everything with { Checkpoint = new CheckpointOptions { Path = Path } };
        (float[] first, _) = await Train(Resumed(saved));
        (float[] second, _) = await Train(saved);
        second.Should().Equal(first);
    }

    public static TheoryData<Func<TrainerOptions, TrainerOptions>, string> OtherOptions => new()
    {
        { o => o with { Epochs = 4 }, "Epochs is 3 there and 4 here" },
        { o => o with { Optimizer = new AdamWOptions { LearningRate = 2e-2, WeightDecay = 0.01 } }, "Optimizer.LearningRate is 0.01 there and 0.02 here" },
        {
            o => o with { Augmentations = [], Seed = 8 },
            "Augmentations[0] is HorizontalFlip there and absent here; Augmentations[0].Probability is 0.5 there and absent here; " +
            "Augmentations is 1 there and 0 here; Seed is 7 there and 8 here"
        },
        { o => o with { Ema = null }, "Ema is EmaOptions there and none here; Ema.Decay is 0.9 there and absent here" },
    };

    [Theory]
    [MemberData(nameof(OtherOptions))]
    public async Task Other_options_are_refused_and_named(Func<TrainerOptions, TrainerOptions> change, string differences)
    {
        TrainerOptions saved = _everything with { Checkpoint = new CheckpointOptions { Path = Path } };
        await Train(saved);
        Func<Task> resumed = () => Train(Resumed(change(saved)));
        (await resumed.Should().ThrowAsync<InvalidOperationException>()).WithMessage(
            $"{Path} cannot be resumed by another run: {differences}. Use what it was made with, or start over.");
    }

    [Fact]
    public async Task Another_network_and_other_images_are_refused_and_named()
    {
        TrainerOptions saved = _everything with { Checkpoint = new CheckpointOptions { Path = Path } };
        await Train(saved);
        using DsCnnModel other = TinyData.Network().Build();
        Func<Task> resumed = () => new Trainer(other, Resumed(saved)).FitAsync(new TrainingData(TinyData.Quarters(99), TinyData.Quarters(40, seed: 1)));
        (await resumed.Should().ThrowAsync<InvalidOperationException>()).WithMessage(
            $"{Path} cannot be resumed by another run: Network is model (????????????????) there and tiny (????????????????) here; " +
            "Training images is 100 of 1 x 8 x 8 there and 99 of 1 x 8 x 8 here; Preprocessing.Mean*");
    }

    public static TheoryData<Func<byte[], byte[], (byte[] Pixels, byte[] Labels)>, string> OtherImages => new()
    {
        { (pixels, labels) => ([.. pixels[..(57 * 64)], (byte)(pixels[57 * 64] ^ 1), .. pixels[((57 * 64) + 1)..]], labels), "Training images' pixels is " },
        { (pixels, labels) => (pixels, [.. labels[..57], (byte)((labels[57] + 1) % 4), .. labels[58..]]), "Training images' labels is " },
        { (pixels, labels) => ([.. pixels[64..], .. pixels[..64]], [.. labels[1..], labels[0]]), "Training images' order is " },
    };

    [Theory]
    [MemberData(nameof(OtherImages))]
    public async Task Every_pixel_and_label_and_their_order_count(Func<byte[], byte[], (byte[] Pixels, byte[] Labels)> change, string difference)
    {
        ImageSet images = TinyData.Quarters(100);
        byte[] pixels = new byte[100 * 64];
        for (int i = 0; i < 100; i++)
            images.CopyPixels(i, pixels.AsSpan(i * 64, 64));
        (byte[] otherPixels, byte[] otherLabels) = change(pixels, [.. Enumerable.Range(0, 100).Select(i => (byte)images.GetLabel(i))]);
        using DsCnnModel model = TinyData.Network().Build();
        model.Preprocessing = images.MeasurePreprocessing();
        TrainerOptions saved = _everything with { Epochs = 1, Checkpoint = new CheckpointOptions { Path = Path } };
        await new Trainer(model, saved).FitAsync(new TrainingData(images));

        Func<Task> resumed = () => new Trainer(model, Resumed(saved)).FitAsync(new TrainingData(new ImageSet(images.Shape, otherPixels, otherLabels, images.ClassNames)));

        (await resumed.Should().ThrowAsync<InvalidOperationException>()).WithMessage(
            $"{Path} cannot be resumed by another run: {difference}???????????????? there and ???????????????? here. Use what it was made with, or start over.");
    }

    private async Task<(List<int?> Best, TrainingHistory History, TrainingReport Report)> Watch(TrainerOptions options)
    {
        var best = new List<int?>();
        var history = new HistoryFile(System.IO.Path.Combine(_folder.FullName, "history.csv"));
        (_, TrainingReport report) = await Train(options, watcher: new TestKit.Recorder<TrainingProgress>(progress =>
        {
            history.Report(progress);
            if (progress.Finished is not null)
                best.Add(progress.BestEpoch);
        }));
        return (best, TrainingHistory.Read(System.IO.Path.Combine(_folder.FullName, "history.csv")), report);
    }

    private static TrainerOptions Resumed(TrainerOptions options) => options with { Checkpoint = options.Checkpoint! with { Resume = true } };

    private static async Task<(float[] Weights, TrainingReport Report)> Train(
        TrainerOptions options, int? cancelAfter = null, IProgress<TrainingProgress>? watcher = null)
    {
        using DsCnnModel model = new ModelBuilder().Input(1, 8, 8)
            .DsBlock(6, conv1Filters: 8).DsBlock(6, residual: true, configure: b => b with { DropPath = 0.2 })
            .Dropout(0.2).FullyConnected(4).Softmax().Build(seed: 3);
        using var stop = new CancellationTokenSource();
        var canceller = new Canceller(stop, cancelAfter);
        TrainingReport report = await new Trainer(model, options)
            .FitAsync(new TrainingData(TinyData.Quarters(100), TinyData.Quarters(40, seed: 1)), new ProgressGroup<TrainingProgress>(canceller, watcher), stop.Token);
        return ([.. model.CopyWeights().Values.SelectMany(w => w.ToFloats())], report);
    }

    private static void RequireSameHistory(TrainingReport report, TrainingReport expected)
    {
        Timeless(report).Should().BeEquivalentTo(Timeless(expected), options => options.WithStrictOrdering());
        (report.BestEpoch, report.Stopped, report.Images).Should().Be((expected.BestEpoch, expected.Stopped, expected.Images));

        static EpochResult[] Timeless(TrainingReport report) =>
            [.. report.Epochs.Select(e => e.But((nameof(e.Duration), default(TimeSpan)), (nameof(e.Validation), e.Validation?.But((nameof(e.Duration), default(TimeSpan))))))];
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

    /// <summary>Keeps the checkpoint that each step finds.</summary>
    private sealed class Copier(string path, string folder) : ITrainingCallback
    {
        public void OnStep(TrainingContext context, TrainingProgress progress)
        {
            if (File.Exists(path))
                File.Copy(path, System.IO.Path.Combine(folder, $"{progress.Epoch}-{progress.Step}"));
        }
    }

    private sealed class Recorder : ITrainingCallback
    {
        internal List<string> Seen { get; } = [];

        public void OnStart(TrainingContext context) => Seen.Add($"start after {context.History.Count}");

        public void OnStep(TrainingContext context, TrainingProgress progress) => Seen.Add("step");

        public void OnEpochEnd(TrainingContext context, EpochResult result) => Seen.Add("epoch");

        public void OnEnd(TrainingContext context, TrainingReport report) => Seen.Add("end");
    }
}
