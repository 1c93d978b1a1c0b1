using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>Training, evaluation and compression of networks that end in a sigmoid.</summary>
[NoTensorLeaks]
public sealed class MultiLabelTrainingTests
{
    [Fact]
    public async Task Quarters_are_learned_and_their_thresholds_chosen_on_the_validation_images()
    {
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        var data = new TrainingData(TinyData.ManyQuarters(512), TinyData.ManyQuarters(200, seed: 1));
        IImageSource test = TinyData.ManyQuarters(300, seed: 2);

        TrainingReport report = await new Trainer(model, Options with { Epochs = 6 }).FitAsync(data);

        EvaluationResult validation = model.Evaluate(data.Validation!);
        model.Thresholds.Should().Equal(validation.Labels!.BestThresholds);
        EpochResult best = report.Epochs[report.BestEpoch!.Value - 1];
        best.Validation!.MeanAveragePrecision.Should().Be(report.Epochs.Max(epoch => epoch.Validation!.MeanAveragePrecision));
        best.Validation.MeanAveragePrecision.Should().BeApproximately(validation.MeanAveragePrecision!.Value, 1e-9);
        best.Validation.Labels.Should().BeNull("a long run would keep them for every epoch");

        EvaluationResult result = model.Evaluate(test);
        result.Labels!.MacroF1.Should().BeGreaterThan(0.9);
        result.MeanAveragePrecision.Should().BeGreaterThan(0.95);
        result.Score.Should().Be(result.MeanAveragePrecision);
        result.Accuracy.Should().Be(result.Labels.ExactMatchRatio).And.BeGreaterThan(0.7);
        result.Confusion.Should().BeNull();
        result.Top5Accuracy.Should().BeNull();
    }

    /// <summary>The same sums, written out from the network's probabilities.</summary>
    [Fact]
    public void Figures_are_those_of_the_networks_probabilities()
    {
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        IImageSource images = TinyData.ManyQuarters(70);
        model.Preprocessing = images.MeasurePreprocessing();
        model.eval();
        float[] probabilities = Probabilities(model, images);
        bool[] has = new bool[70 * 4];
        for (int i = 0; i < 70; i++)
            images.CopyLabels(i, has.AsSpan(i * 4, 4));

        EvaluationResult result = model.Evaluate(images, batchSize: 32);

        result.Loss.Should().BeApproximately(has.Zip(probabilities, (h, p) => -Math.Log(h ? p : 1 - p)).Average(), 1e-5);
        result.Labels!.PerLabel.Select(label => label.AveragePrecision).Should().Equal(
            MultiLabelMetrics.Measure(images.ClassNames, has, probabilities).PerLabel.Select(label => label.AveragePrecision), (a, e) => Math.Abs(a!.Value - e!.Value) < 1e-6);
        result.Accuracy.Should().Be(Enumerable.Range(0, 70).Count(i => Enumerable.Range(0, 4).All(l => (probabilities[(i * 4) + l] >= 0.5f) == has[(i * 4) + l])) / 70.0);
    }

    [Fact]
    public void Images_of_one_class_each_have_a_confusion_matrix_too()
    {
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        EvaluationResult result = model.Evaluate(TinyData.Quarters(40));
        result.Accuracy.Should().Be(result.Confusion!.Accuracy);
        result.Labels!.PerLabel.Sum(label => label.Images).Should().Be(40);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused()
    {
        using DsCnnModel softmax = TinyData.Network().Build();
        using DsCnnModel sigmoid = TinyData.SigmoidNetwork().Build();
        var data = new TrainingData(TinyData.ManyQuarters(40));
        FluentActions.Invoking(() => softmax.Evaluate(data.Train)).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Images with any number of labels need a network that ends in a sigmoid. Received: tiny, which ends in a softmax. ModelSpec.WithHead(Head.Sigmoid) changes that.*");
        FluentActions.Invoking(() => sigmoid.FindMistakes(data.Train, 3)).Should().ThrowExactly<ArgumentException>().WithMessage("Mistakes can only be found among images with one class each.*");
        var distillation = new DistillationOptions { Teacher = Teacher.From(softmax) };
        await FluentActions.Awaiting(() => new Trainer(sigmoid, Options with { Distillation = distillation }).FitAsync(data))
            .Should().ThrowExactlyAsync<ArgumentException>().WithMessage("The teacher must have the student's head, Sigmoid. Received: Softmax.*");
    }

    [Fact]
    public async Task A_run_goes_on_where_it_was_and_not_with_another_loss()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = new CheckpointOptions { Path = folder.File("last.ckpt"), Resume = true };
        var data = new TrainingData(TinyData.ManyQuarters(128), TinyData.ManyQuarters(60, seed: 1));
        TrainerOptions options = Options with { Loss = new FocalLoss { Gamma = 1 }, Mixing = [new MixUp()], LabelSmoothing = 0.1, Epochs = 3, Checkpoint = checkpoint };
        using DsCnnModel whole = TinyData.SigmoidNetwork().Build(), begun = TinyData.SigmoidNetwork().Build(), resumed = TinyData.SigmoidNetwork().Build();
        await new Trainer(whole, options with { Checkpoint = null }).FitAsync(data);

        await new Trainer(begun, options with { Callbacks = [new StopAfter(1)] }).FitAsync(data);
        await FluentActions.Awaiting(() => new Trainer(begun, options with { Loss = new FocalLoss { Gamma = 2 } }).FitAsync(data))
            .Should().ThrowExactlyAsync<InvalidOperationException>().WithMessage("*Loss.Gamma is 1 there and 2 here*");
        File.Delete(checkpoint.Path);
        using var stop = new CancellationTokenSource();
        await FluentActions.Awaiting(() => new Trainer(resumed, options with { Callbacks = [new CancelAfter(2, stop)] }).FitAsync(data, stop.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        await new Trainer(resumed, options).FitAsync(data);

        resumed.Thresholds.Should().Equal(whole.Thresholds);
        resumed.CopyWeights().First().Value.Bytes.ToArray().Should().Equal(whole.CopyWeights().First().Value.Bytes.ToArray());
    }

    [Fact]
    public async Task A_compressed_network_keeps_its_head_and_gets_thresholds_of_its_own()
    {
        using DsCnnModel model = TinyData.SigmoidNetwork().Build();
        var data = new TrainingData(TinyData.ManyQuarters(256), TinyData.ManyQuarters(120, seed: 1));
        await new Trainer(model, Options with { Epochs = 4 }).FitAsync(data);
        var options = new CompressorOptions
        {
            Target = new CompressionTarget { MaxParameters = model.Spec.Cost.Parameters * 3 / 4 },
            Pruning = new PruningOptions { Multiple = 1 },
            PruningSteps = 1,
            Sharing = new SharingOptions { Bits = 6 },
            Quantization = new QuantizationOptions(),
            FineTuning = Options with { Epochs = 1 },
            Distill = true,
        };

        CompressedModel compressed = await new Compressor(options).RunAsync(model, data);

        compressed.Report.Figure.Should().Be("mean average precision");
        compressed.Report.Original.Accuracy.Should().BeApproximately(model.Evaluate(data.Validation!).MeanAveragePrecision!.Value, 1e-9);
        compressed.Report.Compressed.Accuracy.Should().BeGreaterThan(0.7);
        CompressionReport.FromJson(compressed.Report.ToJson()).Should().BeEquivalentTo(compressed.Report);
        compressed.Report.Summary().Should().Contain("mean average precision");
        compressed.Model.Spec.Head.Should().Be(Head.Sigmoid);
        using var smaller = DsCnnModel.From(compressed.Model);
        smaller.Thresholds.Should().Equal(smaller.Evaluate(data.Validation!).Labels!.BestThresholds);
    }

    private static TrainerOptions Options => new() { BatchSize = 32 };

    private static float[] Probabilities(DsCnnModel model, IImageSource images)
    {
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        using IDisposable gradientsOff = TorchSharp.torch.no_grad();
        return model.call(ImageBatch.Images(images, [.. Enumerable.Range(0, images.Count)], model.Preprocessing)).data<float>().ToArray();
    }

    private sealed class StopAfter(int epochs) : ITrainingCallback
    {
        public void OnEpochEnd(TrainingContext context, EpochResult result)
        {
            if (result.Epoch == epochs)
                context.Stop();
        }
    }

    private sealed class CancelAfter(int epochs, CancellationTokenSource stop) : ITrainingCallback
    {
        public void OnEpochEnd(TrainingContext context, EpochResult result)
        {
            if (result.Epoch == epochs)
                stop.Cancel();
        }
    }
}
