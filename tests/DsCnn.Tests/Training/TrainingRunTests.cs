using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>What the options of a run do to the weights, against formulas written out here.</summary>
[NoTensorLeaks]
public sealed class TrainingRunTests
{
    private static readonly TrainerOptions _options = new()
    {
        Epochs = 2,
        BatchSize = 8,
        Optimizer = new SgdOptions { LearningRate = 0.05, Momentum = 0 },
        Schedule = new ConstantSchedule(),
    };

    [Fact]
    public void The_average_follows_its_formula_and_is_what_the_run_leaves_behind()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        double[] average = [.. Weights(model).Select(w => (double)w)];
        int updates = 0;
        Run(model, _options with { Recalibration = null, Ema = new EmaOptions { Decay = 0.5 }, Callbacks = [new AfterStep(Follow)] });

        updates.Should().Be(2 * 4);
        Weights(model).Zip(average).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5);

        void Follow(TrainingContext context)
        {
            updates++;
            double decay = Math.Min(0.5, (1.0 + updates) / (10 + updates));
            float[] weights = Weights(context.Model);
            for (int i = 0; i < average.Length; i++)
                average[i] = (decay * average[i]) + ((1 - decay) * weights[i]);
        }
    }

    [Fact]
    public void Two_batches_of_four_make_the_update_of_one_of_eight()
    {
        float[] whole = Trained(_options);
        float[] inTwo = Trained(_options with { BatchSize = 4, AccumulationSteps = 2 });
        inTwo.Zip(whole).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5);

        // Batch norm would see other batches.
        static float[] Trained(TrainerOptions options)
        {
            using DsCnnModel model = new ModelBuilder().Input(1, 8, 8).FullyConnected(6, Activation.Swish).FullyConnected(4).Build(seed: 2);
            Run(model, options);
            return Weights(model);
        }
    }

    [Fact]
    public void An_epoch_is_dealt_to_whole_updates()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var steps = new List<int>();
        TrainingReport report = Run(model, _options with { AccumulationSteps = 3, Callbacks = [new AfterStep(c => steps.Add(c.StepsPerEpoch))] });
        steps.Should().Equal(2, 2, 2, 2);
        report.Images.Should().Be(2 * 32);
    }

    [Fact]
    public void A_clipped_step_is_as_long_as_rate_times_norm()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        double[] before = Parameters(model);
        Run(model, _options with { Epochs = 1, BatchSize = 32, GradientClipNorm = 0.01 });
        Math.Sqrt(Parameters(model).Zip(before).Sum(pair => Math.Pow(pair.First - pair.Second, 2))).Should().BeApproximately(0.05 * 0.01, 1e-7);
    }

    [Theory]
    [InlineData(BestBy.Accuracy, true)]
    [InlineData(BestBy.Loss, true)]
    [InlineData(BestBy.Accuracy, false)]
    public void The_model_ends_with_the_best_or_the_last_epochs_weights(BestBy by, bool restore)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        var seen = new List<(float[] Weights, (double, double) Score)>();
        TrainingReport report = Run(
            model,
            _options with
            {
                Epochs = 5,
                Optimizer = new SgdOptions { LearningRate = 0.5 },
                BestBy = by,
                RestoreBest = restore,
                Callbacks = [new AfterEpoch((context, result) => seen.Add(
                    (Weights(context.Model), by == BestBy.Accuracy ? (result.Validation!.Accuracy, -result.Validation.Loss) : (-result.Validation!.Loss, result.Validation.Accuracy))))],
            },
            TinyData.Quarters(20, seed: 4));

        int best = seen.FindIndex(epoch => epoch.Score == seen.Max(e => e.Score));
        report.BestEpoch.Should().Be(best + 1);
        Weights(model).Should().Equal(seen[restore ? best : ^1].Weights);
        report.Stopped.Should().Be(StopReason.Completed);
    }

    [Fact]
    public void A_run_without_improvement_stops_early()
    {
        using DsCnnModel model = TinyData.Network().Build();
        TrainerOptions idle = _options with
        {
            Epochs = 9,
            EarlyStopping = new EarlyStopping { Patience = 2, MinDelta = 1 },
            Optimizer = new SgdOptions { LearningRate = 1e-12 },
        };
        TrainingReport report = Run(model, idle, TinyData.Quarters(3, seed: 4));

        report.Epochs.Should().HaveCount(3);
        report.Stopped.Should().Be(StopReason.EarlyStopping);
    }

    [Fact]
    public void Callbacks_are_called_in_order_and_can_stop_the_run()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var calls = new Recorder(stopInEpoch: 2);
        TrainingReport report = Run(model, _options with { Epochs = 9, BatchSize = 16, Callbacks = [calls] });

        calls.Seen.Should().Equal(
            "start", "step 1.1", "step 1.2", "epoch 1, evaluating: True", "step 2.1", "step 2.2", "epoch 2, evaluating: True", "end after 2");
        report.Stopped.Should().Be(StopReason.Callback);
        report.BestEpoch.Should().BeNull("nothing was validated");
    }

    [Fact]
    public void A_step_that_goes_wrong_leaves_the_last_finite_weights_and_statistics()
    {
        using DsCnnModel model = TinyData.Network().Build();
        float[] last = [];
        Action run = () => Run(model, _options with
        {
            Optimizer = new SgdOptions { LearningRate = 1e20, Momentum = 0 },
            Callbacks = [new AfterStep(context => last = Weights(context.Model))],
        });

        run.Should().Throw<TrainingDivergedException>().WithMessage("* is not a number in epoch 1, step *, at a learning rate of 1e+20. Lower the learning rate or warm up for longer.");
        last.Should().NotBeEmpty().And.OnlyContain(weight => float.IsFinite(weight));
        Weights(model).Should().Equal(last);
    }

    [Fact]
    public void A_gradient_that_is_too_large_for_an_update_stops_the_run_before_it()
    {
        using DsCnnModel model = TinyData.Network().Build();
        float[] before = Weights(model);
        Action run = () => Run(model, _options with { Optimizer = new SgdOptions { LearningRate = 1e39, Momentum = 0 } });
        run.Should().Throw<TrainingDivergedException>().WithMessage("The gradient is not a number in epoch 1, step 1, at a learning rate of 1e+39. *");
        Weights(model).Should().Equal(before);
    }

    [Fact]
    public void Gradients_of_the_caller_play_no_part()
    {
        float[] expected = Trained(_ => { });
        Trained(model =>
        {
            foreach (var parameter in model.parameters())
                parameter.grad = parameter.detach();
        }).Should().Equal(expected);

        static float[] Trained(Action<DsCnnModel> prepare)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            using DsCnnModel model = TinyData.Network().Build();
            prepare(model);
            Run(model, _options);
            return Weights(model);
        }
    }

    [Fact]
    public void A_step_leaves_few_managed_objects()
    {
        using DsCnnModel model = TinyData.Network().Build();
        var bytes = new List<long>();
        Run(model, _options with { Epochs = 8, Ema = new EmaOptions(), Callbacks = [new AfterStep(_ => bytes.Add(GC.GetAllocatedBytesForCurrentThread()))] });

        // TorchSharp's handles of two blocks' operations, and its nodes for the gradients of ten fused steps.
        bytes.Zip(bytes.Skip(1), (a, b) => b - a).Order().ElementAt(bytes.Count / 2).Should().BeLessThan(120_000);
    }

    internal static TrainingReport Run(DsCnnModel model, TrainerOptions options, IImageSource? validation = null)
    {
        model.Preprocessing ??= TinyData.Quarters(32).MeasurePreprocessing();
        return new Trainer(model, options).Fit(new TrainingData(TinyData.Quarters(32), validation), progress: null, CancellationToken.None);
    }

    internal static float[] Weights(DsCnnModel model) => [.. model.CopyWeights().Values.SelectMany(w => w.ToFloats())];

    private static double[] Parameters(DsCnnModel model) => [.. model.parameters().SelectMany(p => p.Values()).Select(value => (double)value)];

    private sealed class AfterStep(Action<TrainingContext> action) : ITrainingCallback
    {
        public void OnStep(TrainingContext context, TrainingProgress progress) => action(context);
    }

    private sealed class AfterEpoch(Action<TrainingContext, EpochResult> action) : ITrainingCallback
    {
        public void OnEpochEnd(TrainingContext context, EpochResult result) => action(context, result);
    }

    private sealed class Recorder(int stopInEpoch) : ITrainingCallback
    {
        internal List<string> Seen { get; } = [];

        public void OnStart(TrainingContext context) => Seen.Add("start");

        public void OnStep(TrainingContext context, TrainingProgress progress)
        {
            Seen.Add($"step {progress.Epoch}.{progress.Step}");
            if (progress.Epoch == stopInEpoch)
                context.Stop();
        }

        public void OnEpochEnd(TrainingContext context, EpochResult result) => Seen.Add($"epoch {result.Epoch}, evaluating: {!context.Model.training}");

        public void OnEnd(TrainingContext context, TrainingReport report) => Seen.Add($"end after {report.Epochs.Count}");
    }
}
