using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class PostTrainingQuantizerTests
{
    private static readonly DsBlockSpec _block = new() { Conv1Filters = 8, OutChannels = 6 };

    private static readonly QuantizationOptions _plain = new() { Equalize = false, CorrectBias = false, MeasureSensitivity = false, Method = new MinMaxCalibration() };

    [Fact]
    public async Task Weights_have_the_scale_of_the_largest_of_each_filter()
    {
        using DsCnnModel model = Quantities.Network(_block);
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _plain);

        ModelFile folded = model.ToModelFile().FoldBatchNorm();
        result.Spec.Weights.Select(w => w.Name).Should().Equal(folded.Weights.Where(w => w.Value.Dimensions.Count > 1).Select(w => w.Key));
        foreach (WeightQuantization weight in result.Spec.Weights)
        {
            float[] values = folded.Weights[weight.Name].ToFloats();
            double[] expected = [.. values.Chunk(values.Length / weight.Scales.Length).Select(filter => filter.Max(Math.Abs) / 127.0)];
            weight.Scales.Zip(expected, (actual, wanted) => Math.Abs(actual - wanted) / wanted).Max().Should().BeLessThan(1e-6, weight.Name);
        }
    }

    [Fact]
    public async Task Logits_have_the_range_of_all_that_they_were_whatever_the_method()
    {
        using DsCnnModel model = Quantities.Network(_block);
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _plain with { Method = CalibrationMethod.Entropy });

        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        using (no_grad())
        using (NewDisposeScope())
        {
            float[] pixels = Quantities.Pixels(Quantities.Images.Count);
            InputSpec input = model.Spec.Input;
            foreach (float logit in model.Logits(tensor(pixels, [Quantities.Images.Count, input.Channels, input.Height, input.Width])).data<float>())
                (low, high) = (Math.Min(low, logit), Math.Max(high, logit));
        }

        ActivationQuantization logits = result.Spec.Logits!;
        logits.Name.Should().Be("layers.1.linear");
        double scale = (Math.Max(0, high) - Math.Min(0, low)) / 255;
        ((double)logits.Scale).Should().BeApproximately(scale, scale * 1e-4);
        result.Spec.Activations.Should().NotContain(activation => activation.Name == logits.Name, "engines that have numbers keep them as numbers");
    }

    [Fact]
    public async Task A_filter_of_zeros_keeps_its_bias()
    {
        using DsCnnModel random = Quantities.Network(new ConvSpec { Filters = 6, BatchNorm = false, Bias = true }, new GlobalAveragePoolSpec());
        ModelFile file = random.ToModelFile();
        const float bias = 0.0123f;
        float[] weights = file.Weights["layers.0.conv.weight"].ToFloats(), biases = file.Weights["layers.0.conv.bias"].ToFloats();
        weights.AsSpan(0, 9).Clear();
        (biases[0], biases[1]) = (bias, 0);
        weights.AsSpan(9, 9).Clear();
        using DsCnnModel model = DsCnnModel.From(new ModelFile(file.Spec, new WeightSet(file.Weights.Select(w => KeyValuePair.Create(w.Key, w.Key switch
        {
            "layers.0.conv.weight" => WeightTensor.FromFloats(w.Value.Dimensions, weights),
            "layers.0.conv.bias" => WeightTensor.FromFloats(w.Value.Dimensions, biases),
            _ => w.Value,
        }))))
        {
            Preprocessing = file.Preprocessing,
        });
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _plain);

        // One step of the bias, as it is stored, is (scale of the input) x (scale of the filter).
        float step = result.Spec.Activations.Single(a => a.Name == "input").Scale * result.Spec.Weights[0].Scales[0];
        (Math.Abs((Math.Round(bias / step) * step) - bias) / bias).Should().BeLessThan(1e-4);
        result.Spec.Weights[0].Scales[1].Should().Be(1);
    }

    [Fact]
    public async Task Seven_bits_use_half_of_the_bytes()
    {
        using DsCnnModel model = Quantities.Network(_block);
        using Quantized eight = await Quantized.OfAsync(model, Quantities.Images, _plain);
        using Quantized seven = await Quantized.OfAsync(model, Quantities.Images, _plain with { WeightBits = 7 });
        seven.Spec.Weights[0].Scales[0].Should().BeApproximately(eight.Spec.Weights[0].Scales[0] * 127 / 63, 1e-7f);
    }

    [Fact]
    public async Task The_input_s_range_is_that_of_the_images()
    {
        using DsCnnModel model = Quantities.Network(_block);
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _plain);
        float[] pixels = Quantities.Pixels(64);

        ActivationQuantization input = result.Spec.Activations.Single(a => a.Name == "input");
        input.Low.Should().BeApproximately(pixels.Min(), input.Scale);
        input.High.Should().BeApproximately(pixels.Max(), input.Scale);
        result.Spec.Activations.Where(a => a.Name.EndsWith("sigmoid")).Should().OnlyContain(a => a.ZeroPoint == 0 && a.Scale == 1f / 255);
    }

    [Fact]
    public async Task Equalization_changes_no_output_and_brings_channels_to_one_size()
    {
        using DsCnnModel model = Quantities.Network(_block with { SqueezeExcite = null });
        Unbalance(model);
        float[] pixels = Quantities.Pixels(16), before = IntegerRuntime.Simulate(model, pixels);
        using Quantized without = await Quantized.OfAsync(model, Quantities.Images, _plain);
        using Quantized with = await Quantized.OfAsync(model, Quantities.Images, _plain with { Equalize = true });

        with.Report.Equalized.Should().Equal("layers.0.pointwise to layers.0.depthwise");
        with.Report.Loss.Error.Should().BeLessThan(without.Report.Loss.Error / 2);
        with.Model.Quantization = null;
        Quantities.Distance(IntegerRuntime.Simulate(with.Model, pixels), before).Should().BeLessThan(1e-5);
    }

    [Fact]
    public async Task What_cannot_be_equalized_is_reported()
    {
        using DsCnnModel model = Quantities.Network(_block with { Pointwise = null });
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images);

        result.Report.Equalized.Should().BeEmpty();
        result.Report.Skipped.Should().ContainSingle().Which.Should().BeEquivalentTo(new SkippedLayer
        {
            Name = "layers.0.conv_1 to layers.0.depthwise",
            Reason = "Swish is between them: Swish of s x is not s times Swish of x.",
        });
        result.Report.ToText().Should().Contain("left alone: layers.0.conv_1 to layers.0.depthwise: Swish is between");
    }

    [Fact]
    public async Task Corrected_biases_take_back_the_shift_of_rounded_weights()
    {
        using DsCnnModel model = Quantities.Network();
        using Quantized without = await Quantized.OfAsync(model, Quantities.Images, _plain);
        using Quantized with = await Quantized.OfAsync(model, Quantities.Images, _plain with { CorrectBias = true });
        float[] weights = model.CopyWeights()["layers.0.weight"].ToFloats(), pixels = Quantities.Pixels(64);
        float[] bias = with.Model.CopyWeights()["layers.0.bias"].ToFloats();

        // In double precision: the mean over all images of (rounded weight - weight) x pixel.
        for (int unit = 0; unit < 4; unit++)
        {
            double scale = without.Spec.Weights[0].Scales[unit], shift = 0;
            for (int i = 0; i < pixels.Length; i++)
            {
                double weight = weights[(unit * 64) + (i % 64)];
                shift += ((scale * Math.Round(weight / scale)) - weight) * pixels[i] / 64;
            }

            ((double)bias[unit]).Should().BeApproximately(-shift, 1e-5);
        }
    }

    [Fact]
    public async Task Layers_are_measured_alone_and_the_report_says_so()
    {
        using DsCnnModel model = Quantities.Network(_block, new GlobalAveragePoolSpec());
        var progress = new Recorder<QuantizationProgress>();
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, progress: progress);

        progress.Reports.Select(p => (p.Stage, p.Pass)).Should().Equal(
            (QuantizationStage.Measuring, 1), (QuantizationStage.Equalizing, 2), (QuantizationStage.Calibrating, 3), (QuantizationStage.Calibrating, 4),
            (QuantizationStage.CorrectingBias, 5), (QuantizationStage.Measuring, 6), (QuantizationStage.Measuring, 7), (QuantizationStage.Measuring, 8));
        progress.Reports.Should().OnlyContain(p => p.Images == 64 && p.Total == 64);
        QuantizationReport report = result.Report;
        report.Layers.Select(layer => (layer.Layer, layer.Type, layer.InFloat)).Should().Equal((0, "dsBlock", false), (2, "fullyConnected", false));
        report.Layers.Should().OnlyContain(layer => layer.Loss!.Error > 0 && layer.Loss.Error < 2 * report.Loss.Error);
        report.ToMarkdown().Should().StartWith("## net as int8, on 64 calibration images\n");
        result.Model.Evaluate(Quantities.Images).Accuracy.Should().Be(report.Loss.Accuracy);
    }

    [Fact]
    public void The_outcome_is_a_compression_s()
    {
        using DsCnnModel model = Quantities.Network(_block, new GlobalAveragePoolSpec());

        CompressedModel compressed = model.Quantize(Quantities.Images);

        QuantizationReport details = compressed.Should().BeOfType<QuantizedModel>().Which.Details;
        compressed.Model.Quantization.Should().NotBeNull();
        CompressionStep step = compressed.Report.Steps.Should().ContainSingle().Which;
        (step.Method, step.Goal, step.Before.Accuracy, step.After.Accuracy).Should().Be((CompressionMethod.Quantization, "weights and maps as bytes", details.FloatAccuracy, details.Loss.Accuracy));
        step.After.WeightBytes.Should().BeLessThan(step.Before.WeightBytes / 2);
        step.Done[0].Should().Be("2 layers, calibrated on 64 images");
        step.Skipped.Should().BeEmpty();
    }

    [Fact]
    public async Task Layers_that_lose_too_much_stay_in_float()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        await new Trainer(model, new TrainerOptions { Epochs = 3, BatchSize = 16, Optimizer = new AdamWOptions { LearningRate = 1e-2 } }).FitAsync(new TrainingData(TinyData.Quarters(128)));
        Blind(model);
        using Quantized careless = await Quantized.OfAsync(model, Quantities.Images, _plain with { WeightBits = 7 });
        using Quantized careful = await Quantized.OfAsync(
            model, Quantities.Images, _plain with { WeightBits = 7, MaxAccuracyLoss = 0, CorrectBias = true });

        careless.Report.Loss.Accuracy.Should().BeLessThan(careless.Report.FloatAccuracy);
        careful.Report.Loss.Accuracy.Should().BeGreaterThanOrEqualTo(careful.Report.FloatAccuracy);
        int[] kept = [.. careful.Report.Layers.Where(layer => layer.InFloat).Select(layer => layer.Layer)];
        kept.Should().Contain(2);
        careful.Spec.Weights.Should().NotContain(w => kept.Any(layer => w.Name.StartsWith($"layers.{layer}.")));
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        using DsCnnModel model = Quantities.Network(_block);
        IImageSource none = Quantities.Images.Subset([]);
        (await FluentActions.Awaiting(() => model.QuantizeAsync(none)).Should().ThrowAsync<ArgumentException>())
            .WithMessage("There must be at least one image. Received: none.*");
        (await FluentActions.Awaiting(() => model.QuantizeAsync(Quantities.Images, cancellationToken: new CancellationToken(true)))
            .Should().ThrowAsync<OperationCanceledException>()).Which.Should().NotBeNull();
        ((Action)(() => model.Quantization = new QuantizationSpec { Activations = [], Weights = [] })).Should().ThrowExactly<InvalidSpecException>();
        ((Action)(() => _ = new QuantizationOptions { WeightBits = 4 })).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("WeightBits must be at least 7 and at most 8. Received: 4.*");
        ((Action)(() => _ = new QuantizationOptions { MaxAccuracyLoss = 1.5 })).Should().ThrowExactly<ArgumentOutOfRangeException>();
        Fill(model, "layers.0.conv_1.weight", float.PositiveInfinity);
        (await FluentActions.Awaiting(() => model.QuantizeAsync(Quantities.Images)).Should().ThrowAsync<InvalidSpecException>())
            .WithMessage("layers.0.conv_1* of net must be finite numbers on the calibration images.*");
    }

    [Fact]
    public async Task A_quantized_network_can_be_measured_but_not_cut()
    {
        using DsCnnModel network = Quantities.Network(_block);
        using Quantized result = await Quantized.OfAsync(network, Quantities.Images, _plain);
        using DsCnnModel folded = network.FoldBatchNorm();
        var calibration = new CalibrationOptions { Images = 16, BatchSize = 16 };

        ChannelScores[] scores = [.. result.Model.Score(ChannelCriterion.GateActivity, Quantities.Images, calibration)];
        ChannelScores[] exact = [.. folded.Score(ChannelCriterion.GateActivity, Quantities.Images, calibration)];
        scores.SelectMany(s => s.Values).SelectMany(v => v).Should().Equal(exact.SelectMany(s => s.Values).SelectMany(v => v));
        result.Model.Invoking(model => model.Factorize(new LowRankOptions { Energy = 0.9 }, Quantities.Images, calibration)).Should().ThrowExactly<ArgumentException>()
            .WithMessage("net-int8 is quantized, and its scales would no longer fit.*");
    }

    [Fact]
    public async Task A_quantized_model_is_saved_and_loaded()
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            using DsCnnModel model = Quantities.Network(_block);
            using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _plain);
            result.Model.Save(path);
            using var loaded = DsCnnModel.Load(path);
            loaded.Quantization.Should().Be(result.Spec);
            float[] pixels = Quantities.Pixels(4);
            IntegerRuntime.Simulate(loaded, pixels).Should().Equal(IntegerRuntime.Simulate(result.Model, pixels));
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Makes the channels between the DW conv's halves of very different sizes.</summary>
    private static void Unbalance(DsCnnModel model)
    {
        using var scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor sizes = tensor([.. Enumerable.Range(0, 8).Select(i => (float)Math.Pow(4, i))]).view(-1, 1, 1, 1);
        model.NamedTensors()["layers.0.pointwise.weight"].mul_(sizes);
        model.NamedTensors()["layers.0.depthwise.weight"].div_(sizes);
    }

    /// <summary>Gives the classifier one enormous weight, times a pixel that is always the same, so that its other weights round to nothing.</summary>
    private static void Blind(DsCnnModel model)
    {
        using var scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor weight = model.NamedTensors()["layers.2.weight"];
        weight[TensorIndex.Colon, TensorIndex.Single(0)] = 300;
    }

    private static void Fill(DsCnnModel model, string name, float value)
    {
        using var scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        model.NamedTensors()[name].fill_(value);
    }
}
