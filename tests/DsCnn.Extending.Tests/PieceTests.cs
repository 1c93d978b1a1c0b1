using DsCnn.Data;
using DsCnn.Training;
using static TorchSharp.torch;

namespace DsCnn.Extending.Tests;

/// <summary>Each piece of a training that a user can write does what it says, seen from outside.</summary>
public sealed class PieceTests
{
    private static readonly ImageSet _train = Images.Draw(24);
    private static readonly ImageSet _validation = Images.Draw(15, seed: 1);

    /// <summary>A teacher sees every training image as the network does.</summary>
    [Fact]
    public async Task An_augmentation_changes_every_image_another_way_in_every_epoch()
    {
        var seen = new List<float[]>();
        using DsCnnModel model = Images.Network();
        model.Preprocessing = new Preprocessing([0, 0], [1, 1]);
        await new Trainer(model, new TrainerOptions { Epochs = 2, BatchSize = 12, Augmentations = [new Salt()], Distillation = Watching(seen) }).FitAsync(new TrainingData(_train));

        const int area = Images.Side * Images.Side;
        float[][] images = [.. seen.SelectMany(batch => batch.Chunk(2 * area))];
        images.Should().HaveCount(2 * 24);
        images.Should().OnlyContain(image => Enumerable.Range(0, area).All(pixel => (image[pixel] == 0) == (image[area + pixel] == 0)));
        images.Average(image => image.Count(value => value == 0) / (2.0 * area)).Should().BeApproximately(0.25, 0.05);
        images.Select(image => string.Concat(image.Select(value => value == 0 ? '0' : '1'))).Distinct().Should().HaveCount(48);
    }

    [Fact]
    public async Task A_mix_blends_images_and_targets_by_its_shares()
    {
        var seen = new List<float[]>();
        var loss = new HalfOfTheImages();
        using DsCnnModel model = Images.Network();
        model.Preprocessing = new Preprocessing([0, 0], [1, 1]);

        // One image is white and of the first class, all others black and of the second.
        byte[] pixels = new byte[8 * Images.Shape.Shape.Elements];
        pixels.AsSpan(0, Images.Shape.Shape.Elements).Fill(255);
        var images = new ImageSet(Images.Shape, pixels, new byte[] { 0, 1, 1, 1, 1, 1, 1, 1 }, ["white", "black"]);
        var options = new TrainerOptions { Epochs = 6, BatchSize = 8, Mixing = [new Stripes()], Loss = loss, Distillation = Watching(seen) };
        await new Trainer(model, options).FitAsync(new TrainingData(images));

        for (int epoch = 0; epoch < 6; epoch++)
        {
            // Each image's share of white is its share of the first class.
            double[] white = [.. seen[epoch].Chunk(Images.Shape.Shape.Elements).Select(image => (double)image.Average())];
            white.Count(share => share > 0).Should().BeInRange(1, 2);
            white.Sum().Should().BeApproximately(1, 1e-5);
            loss.Targets[epoch].Where((_, i) => i % 2 == 0).Should().Equal(white, (target, share) => Math.Abs(target - share) < 1e-5);
        }
    }

    [Fact]
    public async Task A_schedule_says_the_rate_of_every_step()
    {
        var rates = new List<double>();
        using DsCnnModel model = Images.Network();
        var options = new TrainerOptions { Epochs = 3, BatchSize = 6, Schedule = new Saw(), Optimizer = new SgdOptions { LearningRate = 0.1 } };
        await new Trainer(model, options).FitAsync(new TrainingData(_train), new Watcher(progress =>
        {
            if (progress.Finished is null)
                rates.Add(progress.LearningRate);
        }));

        // Four steps an epoch, each asked for in its middle: 1/8, 3/8, 5/8 and 7/8 of the way from 1 to a quarter.
        double[] fall = [.. new[] { 1, 3, 5, 7 }.Select(eighths => 0.1 * (1 - (0.75 * eighths / 8)))];
        rates.Should().Equal([.. fall, .. fall, .. fall], (rate, expected) => Math.Abs(rate - expected) < 1e-12);
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(-0.5, "-0.5")]
    public async Task A_schedule_that_gives_no_factor_is_named(double factor, string text)
    {
        using DsCnnModel model = Images.Network();
        Func<Task> fit = () => new Trainer(model, new TrainerOptions { Schedule = new Broken(factor) }).FitAsync(new TrainingData(_train));
        (await fit.Should().ThrowExactlyAsync<InvalidOperationException>()).WithMessage($"Broken must return a factor of at least 0. Received: {text} at *");
    }

    [Fact]
    public async Task A_mix_whose_shares_are_none_is_named()
    {
        using DsCnnModel model = Images.Network();
        Func<Task> fit = () => new Trainer(model, new TrainerOptions { Mixing = [new TooMuch()] }).FitAsync(new TrainingData(_train));
        (await fit.Should().ThrowExactlyAsync<InvalidOperationException>()).WithMessage("TooMuch must return shares from 0 to 1. Received: 1.5.");
    }

    [Fact]
    public async Task A_loss_is_what_is_made_small()
    {
        using DsCnnModel model = Images.Network();
        var options = new TrainerOptions { Epochs = 8, BatchSize = 6, Loss = new HalfOfTheImages(), Optimizer = new AdamWOptions { LearningRate = 0.01 } };
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(Images.Draw(96)));
        report.Epochs[^1].Loss.Should().BeLessThan(0.5 * report.Epochs[0].Loss);
    }

    [Fact]
    public async Task A_metric_stands_beside_the_other_figures_and_can_choose_the_epoch()
    {
        string table = Path.GetTempFileName();
        using DsCnnModel model = Images.Network();
        var options = new TrainerOptions
        {
            Epochs = 6,
            BatchSize = 6,
            Metrics = [new BrierScore(), new BalancedAccuracy()],
            BestBy = BestBy.Metric,
            Optimizer = new AdamWOptions { LearningRate = 0.03 },
        };
        var history = new HistoryFile(table);
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(_train, _validation), history);

        double[] scores = [.. report.Epochs.Select(epoch => epoch.Validation!.Metrics[0].Value)];
        report.BestEpoch.Should().Be(Array.IndexOf(scores, scores.Min()) + 1);
        EvaluationResult result = model.Evaluate(_validation, metrics: options.Metrics);
        result.Metrics.Select(metric => metric.Name).Should().Equal("BrierScore", "balanced accuracy");
        result.Metrics[0].Value.Should().BeApproximately(scores.Min(), 1e-6, "the best epoch's weights are kept");

        // The mean of the recalls is what it computes in another way.
        result.Metrics[1].Value.Should().BeApproximately(result.Confusion!.PerClass.Average(one => one.Recall), 1e-12);
        File.ReadLines(table).First().Should().EndWith(",best,validation_BrierScore,validation_balanced accuracy");
        TrainingHistory.Read(table).Rows.Select(row => row.Metrics[0].Value).Should().Equal(scores);
        File.Delete(table);
    }

    [Fact]
    public async Task A_metric_must_have_a_name_that_files_can_hold()
    {
        Action named = () => _ = new TrainerOptions { Metrics = [new Named("a,b")] };
        named.Should().ThrowExactly<ArgumentException>().WithMessage("A metric's name must consist of letters, digits, spaces and -_.%@. Received: a,b.*");
        Action taken = () => _ = new TrainerOptions { Metrics = [new Named("loss")] };
        taken.Should().ThrowExactly<ArgumentException>().WithMessage("A metric must have a unique name. Received: loss, which is the name of another figure.*");
        Action twice = () => _ = new TrainerOptions { Metrics = [new Named("a"), new Named("a")] };
        twice.Should().ThrowExactly<ArgumentException>().WithMessage("The names of metrics must be different. Received twice: a.*");
        using DsCnnModel model = Images.Network();
        Func<Task> none = () => new Trainer(model, new TrainerOptions { BestBy = BestBy.Metric }).FitAsync(new TrainingData(_train, _validation));
        (await none.Should().ThrowAsync<ArgumentException>()).WithMessage("BestBy.Metric needs one of Metrics. Received: none.*");
    }

    /// <summary>A teacher that keeps what it is shown and says nothing.</summary>
    private static DistillationOptions Watching(List<float[]> seen) => new()
    {
        Weight = 1e-6,
        Teacher = Teacher.From(images =>
        {
            // The first image is shown to learn how many classes it knows.
            if (images.shape[0] > 1)
                seen.Add(images.contiguous().data<float>().ToArray());
            return zeros(images.shape[0], 2);
        }),
    };

    private sealed record Broken(double Factor) : LearningRateSchedule
    {
        public override double FactorAt(double progress, int epochs) => Factor;
    }

    private sealed record TooMuch : BatchMix
    {
        public override void Draw(Span<float> own, InputSpec shape, Random random) => own[^1] = 1.5f;
    }

    private sealed record Named(string Called) : Metric
    {
        public override string Name => Called;

        public override double Measure(MetricInput input) => 0;
    }

    private sealed class Watcher(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
