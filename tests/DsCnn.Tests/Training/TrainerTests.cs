using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

public sealed class TrainerTests
{
    private static readonly TrainerOptions _options = new()
    {
        Epochs = 6,
        BatchSize = 16,
        Seed = 5,
        Optimizer = new AdamWOptions { LearningRate = 1e-2, WeightDecay = 0.01 },
    };

    public static TheoryData<OptimizerOptions> Optimizers =>
        new(new AdamWOptions { LearningRate = 1e-2 }, new SgdOptions { LearningRate = 0.05 }, new SgdOptions { LearningRate = 0.2, Momentum = 0 });

    [Theory]
    [MemberData(nameof(Optimizers))]
    public async Task Learns_what_can_be_learned(OptimizerOptions optimizer)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        var data = new TrainingData(TinyData.Quarters(400), TinyData.Quarters(100, seed: 1));
        TrainingReport report = await new Trainer(model, _options with { Optimizer = optimizer }).FitAsync(data);

        report.Epochs.Should().HaveCount(6);
        report.Epochs[^1].Validation!.Accuracy.Should().BeGreaterThan(0.95);
        report.Epochs[^1].Loss.Should().BeLessThan(report.Epochs[0].Loss);
        report.Images.Should().Be(6 * 400);
        model.Evaluate(TinyData.Quarters(200, seed: 2)).Accuracy.Should().BeGreaterThan(0.95);
    }

    [Fact]
    public async Task In_bfloat16_it_learns_too_and_the_same_every_time()
    {
        var data = new TrainingData(TinyData.Quarters(400), TinyData.Quarters(100, seed: 1));
        float[][] weights = new float[2][];
        for (int run = 0; run < weights.Length; run++)
        {
            using DsCnnModel model = TinyData.Network().Build(seed: 1);
            TrainingReport report = await new Trainer(model, _options with { Precision = TrainingPrecision.BFloat16 }).FitAsync(data);
            report.Epochs[^1].Validation!.Accuracy.Should().BeGreaterThan(0.95);
            weights[run] = [.. model.CopyWeights().Values.SelectMany(w => w.ToFloats())];
        }

        weights[1].Should().Equal(weights[0]);
    }

    [Fact]
    public async Task The_trained_model_carries_labels_and_normalization_and_is_in_evaluation_mode()
    {
        using DsCnnModel model = TinyData.Network().Build();
        ImageSet images = TinyData.Quarters(64);
        await new Trainer(model, _options with { Epochs = 1 }).FitAsync(new TrainingData(images));

        model.Labels.Should().Equal(images.ClassNames);
        model.Preprocessing.Should().Be(images.MeasurePreprocessing());
        model.training.Should().BeFalse();
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_network_and_another_seed_another()
    {
        float[] first = await TrainedWeights(seed: 1);
        float[] again = await TrainedWeights(seed: 1);
        float[] other = await TrainedWeights(seed: 2);

        again.Should().Equal(first);
        other.Should().NotEqual(first);

        static async Task<float[]> TrainedWeights(int seed)
        {
            using DsCnnModel model = new ModelBuilder().Input(1, 8, 8)
                .DsBlock(6, conv1Filters: 8).DsBlock(6, residual: true, configure: b => b with { DropPath = 0.2 })
                .Dropout(0.2).FullyConnected(4).Softmax().Build(seed: 3);
            await new Trainer(model, _options with { Epochs = 2, Seed = seed, Augmentations = [new HorizontalFlip()] })
                .FitAsync(new TrainingData(TinyData.Quarters(100)));
            return [.. model.parameters().SelectMany(p => p.Values())];
        }
    }

    [Fact]
    public async Task With_mixed_images_the_loss_is_that_of_both_classes_by_their_weights()
    {
        using DsCnnModel model = new ModelBuilder().Input(1, 8, 8).FullyConnected(4).Softmax().Build();
        float[] weights = model.parameters().First().Values();
        float[] biases = model.parameters().Last().Values();
        ImageSet images = TinyData.Quarters(16);
        TrainerOptions options = _options with { Epochs = 1, Mixing = [new MixUp { Alpha = 1 }], Precision = TrainingPrecision.Float32 };
        TrainingReport report = await new Trainer(model, options).FitAsync(new TrainingData(images));

        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = options.BatchSize,
            Device = CPU,
            Shuffle = true,
            Seed = options.Seed,
            Mixing = options.Mixing,
            Preprocessing = model.Preprocessing,
        });
        foreach (Batch batch in loader.Epoch(1))
        {
            float[] pixels = batch.Images.Values();
            long[] own = batch.Labels!.data<long>().ToArray();
            long[] partners = batch.MixedLabels!.data<long>().ToArray();
            double[][] logits = [.. pixels.Chunk(64).Select(x => (double[])[.. biases.Select((bias, k) => bias + x.Select((v, j) => (double)v * weights[(k * 64) + j]).Sum())])];
            double expected = logits.Select((l, i) =>
                Math.Log(l.Sum(Math.Exp)) - (batch.MixWeight * l[own[i]]) - ((1 - batch.MixWeight) * l[partners[i]])).Average();
            report.Epochs[0].Loss.Should().BeApproximately(expected, 1e-5);
        }
    }

    [Fact]
    public async Task Progress_tells_of_every_step_and_of_every_epoch_in_order()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var seen = new List<TrainingProgress>();
        await new Trainer(model, _options with { Epochs = 2 })
            .FitAsync(new TrainingData(TinyData.Quarters(48), TinyData.Quarters(10)), new Recorder(seen));

        seen.Select(p => (p.Epoch, p.Step, p.Finished is not null)).Should().Equal(
            (1, 1, false), (1, 2, false), (1, 3, false), (1, 3, true), (2, 1, false), (2, 2, false), (2, 3, false), (2, 3, true));
        seen.Should().OnlyContain(p => p.Epochs == 2 && p.StepsPerEpoch == 3 && double.IsFinite(p.Loss));
    }

    [Fact]
    public async Task Cancelling_stops_between_two_steps_and_leaves_a_usable_model()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using var stop = new CancellationTokenSource();
        var steps = new List<TrainingProgress>();
        Func<Task> fit = () => new Trainer(model, _options with { Epochs = 1000 })
            .FitAsync(new TrainingData(TinyData.Quarters(100)), new Recorder(steps, stop), stop.Token);

        await fit.Should().ThrowAsync<OperationCanceledException>();
        steps.Should().HaveCount(3);
        model.training.Should().BeFalse();
        model.Evaluate(TinyData.Quarters(10)).Images.Should().Be(10);
    }

    [Fact]
    public async Task A_loss_that_is_no_number_stops_the_run_and_names_the_step()
    {
        using DsCnnModel model = TinyData.Network().Build();
        using (no_grad())
        {
            model.parameters().First().fill_(float.NaN);
        }

        float[] before = model.parameters().Last().Values();
        Func<Task> fit = () => new Trainer(model, _options).FitAsync(new TrainingData(TinyData.Quarters(100)));
        (await fit.Should().ThrowAsync<TrainingDivergedException>()).WithMessage(
            "The loss is not a number in epoch 1, step 1, at a learning rate of 0.00119. Lower the learning rate or warm up for longer.");
        model.parameters().Last().Values().Should().Equal(before, "the step that went wrong is not taken");
    }

    /// <summary>As in a version of TorchSharp whose insides are not known.</summary>
    [Fact]
    public async Task Without_kernels_it_learns_the_same()
    {
        var data = new TrainingData(TinyData.Quarters(400), TinyData.Quarters(100, seed: 1));
        double[] losses = [await Learn(), 0];
        using (new TorchOperationsOnly())
            losses[1] = await Learn();

        losses[1].Should().BeApproximately(losses[0], 0.02);

        async Task<double> Learn()
        {
            using DsCnnModel model = TinyData.Network().Build(seed: 1);
            TrainingReport report = await new Trainer(model, _options with { Ema = new EmaOptions { Decay = 0.9 } }).FitAsync(data);
            report.Epochs[^1].Validation!.Accuracy.Should().BeGreaterThan(0.95);
            return report.Epochs[^1].Loss;
        }
    }

    [CudaFact]
    public async Task Trains_where_the_network_lives()
    {
        using DsCnnModel model = TinyData.Network().Build(CUDA, seed: 1);
        var data = new TrainingData(TinyData.Quarters(400), TinyData.Quarters(100, seed: 1));
        await new Trainer(model, _options with { Ema = new EmaOptions { Decay = 0.9 }, GradientClipNorm = 1 }).FitAsync(data);
        model.Evaluate(TinyData.Quarters(200, seed: 2)).Accuracy.Should().BeGreaterThan(0.95);
    }

    [Fact]
    public async Task A_single_image_on_a_single_pixel_is_refused_before_it_spoils_the_statistics()
    {
        using DsCnnModel model = new ModelBuilder().Input(1, 8, 8).Conv(4, stride: 8).FullyConnected(4).Softmax().Build();
        Func<Task> fit = () => new Trainer(model, _options with { BatchSize = 1 }).FitAsync(new TrainingData(TinyData.Quarters(10)));
        await fit.Should().ThrowAsync<ArgumentException>().WithMessage("*more than one value per channel*Received: 1 x 4 x 1 x 1*");
    }

    [Fact]
    public async Task Training_on_other_classes_replaces_the_names_and_keeps_the_normalization()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.Labels = ["a", "b", "c", "d"];
        model.Preprocessing = new Preprocessing([0.25], [0.5]);
        await new Trainer(model, _options with { Epochs = 1 }).FitAsync(new TrainingData(TinyData.Quarters(32)));

        model.Labels.Should().Equal(TinyData.Quarters(1).ClassNames);
        model.Preprocessing.Should().Be(new Preprocessing([0.25], [0.5]));
    }

    [Fact]
    public async Task Weight_decay_spares_batch_norms_and_biases()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.Values());

        // A step with a huge decay and next to no gradient step: what is decayed shrinks by 1 - lr * decay = 1/2.
        var optimizer = new AdamWOptions { LearningRate = 1e-6, WeightDecay = 5e5 };
        await new Trainer(model, new TrainerOptions { Epochs = 1, BatchSize = 64, Optimizer = optimizer, Schedule = new ConstantSchedule() })
            .FitAsync(new TrainingData(TinyData.Quarters(64)));

        foreach ((string name, var parameter) in model.named_parameters())
        {
            double factor = parameter.dim() > 1 ? 0.5 : 1;
            parameter.Values().Zip(before[name]).Should().OnlyContain(p => Math.Abs(p.First - (factor * p.Second)) < 1e-4, name);
        }
    }

    public static TheoryData<string, ModelBuilder, ImageSet> Misfits => new()
    {
        { "*takes images of 1 x 9 x 9. Received: 1 x 8 x 8*", new ModelBuilder().Input(1, 9, 9).FullyConnected(4), TinyData.Quarters(10) },
        { "*has 3 classes. Received images of 4 classes*", new ModelBuilder().Input(1, 8, 8).FullyConnected(3), TinyData.Quarters(10) },
        { "*outputs a map of 5 x 8 x 8, not classes. Add a fully connected layer for 4 classes*", new ModelBuilder().Input(1, 8, 8).Conv(5), TinyData.Quarters(10) },
        { "*at least one image. Received: none*", new ModelBuilder().Input(1, 8, 8).FullyConnected(4), TinyData.Quarters(0) },
        { "*has no weights to train*", new ModelBuilder().Input(4, 1, 1).GlobalAveragePool().Softmax(), new ImageSet(new InputSpec(4, 1, 1), new byte[8], new byte[2], ["a"]) },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task Images_that_do_not_fit_are_refused_before_any_work(string message, ModelBuilder builder, ImageSet images)
    {
        using DsCnnModel model = builder.Build();
        Func<Task> fit = () => new Trainer(model).FitAsync(new TrainingData(images));
        await fit.Should().ThrowAsync<ArgumentException>().WithMessage(message);
    }

    private sealed class Recorder(List<TrainingProgress> seen, CancellationTokenSource? stopAfterThree = null) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            seen.Add(value);
            if (seen.Count == 3)
                stopAfterThree?.Cancel();
        }
    }
}
