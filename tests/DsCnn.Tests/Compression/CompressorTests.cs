using System.Text;
using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class CompressorTests : IDisposable
{
    private static readonly TrainingData _data = TinyData.Quarters(256).Split(0.25);

    private static readonly CompressorOptions _quick = new()
    {
        Target = new CompressionTarget(),
        FineTuning = new TrainerOptions { Epochs = 1, BatchSize = 32, Optimizer = new AdamWOptions { LearningRate = 1e-3 } },
        Calibration = new CalibrationOptions { Images = 64, BatchSize = 32 },
        Speed = null,
    };

    private readonly DsCnnModel _model = TinyData.Network().Build();
    private readonly string _folder = Directory.CreateTempSubdirectory("dscnn-compressor").FullName;

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task All_families_together_reach_the_target_and_say_what_they_did()
    {
        await Train();
        CompressionFigures before = CompressionFigures.Of(_model.ToModelFile(), _model.Evaluate(_data.Validation!).Accuracy);
        var options = _quick with
        {
            Target = new CompressionTarget { MaxParameters = before.Parameters / 3, MaxMacs = before.Macs / 2, MaxAccuracyLoss = 0.1 },
            PruningSteps = 2,
            LowRank = new LowRankOptions { Energy = 0.99 },
            Sharing = new SharingOptions { Bits = 5, MinElements = 64 },
        };
        var progress = new Recorder<CompressionProgress>();

        CompressedModel compressed = await new Compressor(options).RunAsync(_model, _data, progress);

        CompressionReport report = compressed.Report;
        report.Original.Should().BeEquivalentTo(before);
        report.Steps.Select(step => step.Method).Should().Equal(CompressionMethod.LowRank, CompressionMethod.Pruning, CompressionMethod.Pruning, CompressionMethod.Sharing);
        report.Steps.Zip(report.Steps.Skip(1)).Should().OnlyContain(pair => pair.First.After == pair.Second.Before);
        report.Misses.Should().BeEmpty(report.Summary());
        using DsCnnModel made = DsCnnModel.From(compressed.Model);
        report.Compressed.Should().BeEquivalentTo(CompressionFigures.Of(compressed.Model, made.Evaluate(_data.Validation!).Accuracy));
        report.Steps[^1].Done.Should().NotBeEmpty();
        compressed.Model.Weights.Values.Where(w => w.Dimensions.Count > 1 && w.ToFloats().Length >= 64)
            .Should().NotBeEmpty().And.OnlyContain(w => w.ToFloats().Distinct().Count() <= 32);
        progress.Reports.Should().Contain(r => r.Step == 4 && r.Steps == 4 && r.Tuning != null);
    }

    [Fact]
    public async Task Where_only_accuracy_is_demanded_the_last_step_that_keeps_it_stays()
    {
        await Train();
        var options = _quick with { Target = new CompressionTarget { MaxAccuracyLoss = 0.1 }, FineTuning = null };

        CompressedModel compressed = await new Compressor(options).RunAsync(_model, _data);

        compressed.Report.Steps.Should().NotBeEmpty(compressed.Report.Summary());
        compressed.Report.MeetsTarget.Should().BeTrue();
        compressed.Report.Compressed.Parameters.Should().BeLessThan(compressed.Report.Original.Parameters);
        compressed.Report.Skipped.Should().ContainSingle().Which.Reason.Should().StartWith("undone and not tried again, because the accuracy was 0.");
    }

    [Fact]
    public async Task An_interrupted_compression_goes_on_after_its_last_step()
    {
        var options = _quick with
        {
            Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 2 },
            PruningSteps = 3,
            StateFolder = _folder,
        };
        CompressedModel whole = await new Compressor(options with { StateFolder = null }).RunAsync(_model, _data);
        using var stop = new CancellationTokenSource();
        var stopper = new Recorder<CompressionProgress>(report =>
        {
            if (report is { Step: 2, Tuning: not null })
                stop.Cancel();
        });
        await FluentActions.Awaiting(() => new Compressor(options).RunAsync(_model, _data, stopper, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        var progress = new Recorder<CompressionProgress>();

        CompressedModel resumed = await new Compressor(options).RunAsync(_model, _data, progress);

        progress.Reports.Min(report => report.Step).Should().Be(2);
        resumed.Model.Spec.Should().Be(whole.Model.Spec);
        resumed.Model.Weights.Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(whole.Model.Weights[w.Key].ToFloats()));
        resumed.Report.Steps.Select(step => step.After).Should().BeEquivalentTo(whole.Report.Steps.Select(step => step.After), options => options.WithStrictOrdering());

        await FluentActions.Awaiting(() => new Compressor(options with { PruningSteps = 2 }).RunAsync(_model, _data)).Should().ThrowExactlyAsync<InvalidOperationException>()
            .WithMessage($"{_folder} cannot be resumed by another run: PruningSteps is 3 there and 2 here; Plan is * Use what it was made with, or start over.");
        await RefusesDamage(Path.Combine(_folder, "state.json"), text => text.Replace("\"done\":3", "\"done\":2", StringComparison.Ordinal));
        await RefusesDamage(Path.Combine(_folder, "state.json"), _ => "{}");
        await RefusesDamage(Path.Combine(_folder, "step-3.safetensors"), text => text[..^1] + (char)(text[^1] ^ 1));

        async Task RefusesDamage(string file, Func<string, string> damage)
        {
            byte[] good = await File.ReadAllBytesAsync(file);
            await File.WriteAllTextAsync(file, damage(Encoding.Latin1.GetString(good)), Encoding.Latin1);
            (await FluentActions.Awaiting(() => new Compressor(options).RunAsync(_model, _data)).Should().ThrowExactlyAsync<InvalidDataException>())
                .WithMessage($"{_folder}*state.json: the state is damaged: *");
            await File.WriteAllBytesAsync(file, good);
        }
    }

    [Fact]
    public async Task A_second_compression_in_a_folder_is_refused_while_the_first_lives_and_one_that_shall_not_resume_replaces_it()
    {
        var options = _quick with
        {
            Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 2 },
            PruningSteps = 1,
            FineTuning = null,
            StateFolder = _folder,
        };
        string state = Path.Combine(_folder, "state.json"), notes = Path.Combine(_folder, "step-notes.txt");
        await File.WriteAllTextAsync(state, "damaged");
        await File.WriteAllTextAsync(notes, "");
        Func<Task> second = () => new Compressor(options with { Resume = false }).RunAsync(_model, _data);
        using (RunLock.Take(state))
            (await second.Should().ThrowExactlyAsync<IOException>()).WithMessage($"{state} is being written by another run (*");
        (await File.ReadAllTextAsync(state)).Should().Be("damaged");

        await second();

        Directory.GetFiles(_folder).Select(Path.GetFileName).Should().BeEquivalentTo("state.json", "step-1.safetensors", "step-notes.txt");
        Compressor.DeleteState(_folder);
        Directory.GetFiles(_folder).Should().Equal(notes);
    }

    [Fact]
    public void The_plan_says_each_limit_and_removes_equal_shares()
    {
        var target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 4 };

        new Compressor(_quick with { Target = target, PruningSteps = 2, Sharing = new SharingOptions { Bits = 4 } }).Plan(_model).Should().Equal(
            $"pruning: at most {Math.Ceiling(_model.Spec.Cost.Parameters * Math.Sqrt((double)target.MaxParameters!.Value / _model.Spec.Cost.Parameters)):N0} parameters",
            $"pruning: at most {target.MaxParameters:N0} parameters",
            "sharing: 16 values a tensor");
    }

    [Fact]
    public async Task A_file_has_no_more_bytes_than_asked_for()
    {
        long most = CompressionFigures.Of(_model.ToModelFile(), null).FileBytes * 2 / 3;
        string path = Path.Combine(_folder, "small.safetensors");

        CompressedModel compressed = await new Compressor(_quick with { Target = new CompressionTarget { MaxBytes = most }, PruningSteps = 1, FineTuning = null }).RunAsync(_model, _data);

        compressed.Model.Write(path);
        new FileInfo(path).Length.Should().BeLessThanOrEqualTo(most).And.BeGreaterThan(most * 95 / 100).And.Be(compressed.Report.Compressed.FileBytes);
    }

    [Fact]
    public async Task A_network_fits_the_microcontroller_that_it_is_for()
    {
        MemoryPlan before = MemoryPlan.OfInt8(_model.Spec, MemoryMode.Whole);
        var target = new CompressionTarget { MaxRamBytes = before.ArenaBytes / 2, MaxFlashBytes = before.FlashBytes * 9 / 10, Memory = MemoryMode.Whole };

        CompressedModel compressed = await new Compressor(_quick with { Target = target, PruningSteps = 2, FineTuning = null, Quantization = new QuantizationOptions() }).RunAsync(_model, _data);

        MemoryPlan after = MemoryPlan.Of(compressed.Model.Spec, MemoryMode.Whole, compressed.Model.Quantization);
        after.ArenaBytes.Should().BeLessThanOrEqualTo(target.MaxRamBytes!.Value).And.Be(compressed.Report.Compressed.RamBytes);
        after.FlashBytes.Should().BeLessThanOrEqualTo(target.MaxFlashBytes!.Value).And.Be(compressed.Report.Compressed.FlashBytes);
        compressed.ToString().Should().Be($"tiny-pruned-int8: {compressed.Model.Spec.Cost.Parameters:N0} parameters");
        compressed.Report.ToString().Should().Be(compressed.Report.Summary()).And.Contain($"as int8 in C: {after.ArenaBytes:N0} bytes of RAM (whole), {before.ArenaBytes:N0} before; {after.FlashBytes:N0} bytes of flash, {before.FlashBytes:N0} before");
    }

    [Fact]
    public async Task Nonsense_is_refused_before_any_work()
    {
        FluentActions.Invoking(() => new Compressor(_quick).Plan(_model)).Should().ThrowExactly<ArgumentException>()
            .WithMessage("tiny already meets the target, or the target is empty: expected a limit below its cost, a Ratio of channels, LowRank, Sharing or Quantization.*");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Target = new CompressionTarget { MaxParameters = 100 } }).RunAsync(_model, _data)).Should().ThrowExactlyAsync<ArgumentException>()
            .WithMessage("tiny cannot become small enough by losing channels of the kinds Hidden, SqueezeExcite: where each group keeps 10.0 %, it still has * parameters, *");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Target = new CompressionTarget { MinAccuracy = 0.9 } }).RunAsync(_model, new TrainingData(_data.Train))).Should()
            .ThrowExactlyAsync<ArgumentException>().WithMessage("An accuracy limit needs validation images. Received: none.*");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Sharing = new() }).RunAsync(_model, new TrainingData(_data.Train.Subset([])))).Should()
            .ThrowExactlyAsync<ArgumentException>().WithMessage("There must be at least one image. Received: none.*");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Target = new CompressionTarget { MaxMilliseconds = 1 } }).RunAsync(_model, _data)).Should()
            .ThrowExactlyAsync<ArgumentException>().WithMessage("MaxMilliseconds needs a Speed that measures. Received: null.*");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Target = new CompressionTarget { MaxMilliseconds = 1 }, Speed = _ => null }).RunAsync(_model, _data)).Should()
            .ThrowExactlyAsync<InvalidOperationException>().WithMessage("MaxMilliseconds needs a Speed that measures tiny. Received: null.");
        await FluentActions.Awaiting(() => new Compressor(_quick with { Target = new CompressionTarget { MaxMilliseconds = 1 }, Speed = _ => 0 }).RunAsync(_model, _data)).Should()
            .ThrowExactlyAsync<InvalidOperationException>().WithMessage("Speed must return a positive number of images per second, or null. Received: 0.");
        FluentActions.Invoking(() => new CompressionTarget { MaxMilliseconds = 0 }).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("MaxMilliseconds must be positive. Received: 0.*");
        FluentActions.Invoking(() => new CompressorOptions { Target = new(), FineTuning = new TrainerOptions { Checkpoint = new CheckpointOptions { Path = "x" } } }).Should()
            .ThrowExactly<ArgumentException>().WithMessage("FineTuning must have no Checkpoint: use StateFolder to resume a compression.*");
    }

    [Fact]
    public async Task Every_step_says_how_fast_the_network_is_then()
    {
        var options = _quick with { Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 2 }, PruningSteps = 2, FineTuning = null, Speed = PerMac };

        CompressionReport report = (await new Compressor(options).RunAsync(_model, _data)).Report;

        report.Original.ImagesPerSecond.Should().Be(1e9 / _model.Spec.Cost.Macs);
        report.Steps.Should().HaveCount(2).And.OnlyContain(step => step.After.ImagesPerSecond == 1e9 / step.After.Macs);
        report.Summary().Should().Contain("images/s").And.Contain(" x as fast");
    }

    [Fact]
    public async Task Channels_go_until_an_image_takes_as_little_time_as_asked_for()
    {
        double start = 1000 / PerMac(_model)!.Value;
        var options = _quick with { Target = new CompressionTarget { MaxMilliseconds = start / 2 }, PruningSteps = 2, FineTuning = null, Speed = PerMac };

        CompressionReport report = (await new Compressor(options).RunAsync(_model, _data)).Report;

        report.Steps.Select(step => step.Goal).Should().Equal(
            $"50 % of the way to {start / 2:0.###} ms an image", $"at most {start / 2:0.###} ms an image");
        (1000 / report.Steps[0].After.ImagesPerSecond).Should().BeInRange(0.6 * start, start / Math.Sqrt(2));
        (1000 / report.Compressed.ImagesPerSecond).Should().BeInRange(0.4 * start, start / 2);
        report.MeetsTarget.Should().BeTrue();
    }

    [Fact]
    public async Task Bytes_come_last_and_are_measured_as_bytes()
    {
        await Train();
        var options = _quick with
        {
            Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters * 3 / 4, MaxAccuracyLoss = 0.2 },
            PruningSteps = 1,
            Quantization = new QuantizationOptions(),
            QuantizationTuning = new TrainerOptions { Epochs = 1, BatchSize = 32, Optimizer = new AdamWOptions { LearningRate = 1e-5 } },
        };

        CompressedModel compressed = await new Compressor(options).RunAsync(_model, _data);

        CompressionStep bytes = compressed.Report.Steps[^1];
        (bytes.Method, bytes.Goal, bytes.TuningEpochs).Should().Be((CompressionMethod.Quantization, "weights and maps as bytes", 1));
        bytes.Done[0].Should().Be($"{compressed.Model.Spec.Layers.Count(layer => layer is DsBlockSpec or ConvSpec or FullyConnectedSpec)} layers, calibrated on 64 images");
        using DsCnnModel made = DsCnnModel.From(compressed.Model);
        bytes.After.Accuracy.Should().Be(made.Evaluate(_data.Validation!).Accuracy);

        // A byte for every weight, four for its filter's scale, and four for every bias, which are the numbers without a name in the quantization.
        Dictionary<string, int> scales = compressed.Model.Quantization!.Weights.ToDictionary(w => w.Name, w => w.Scales.Length);
        long expected = compressed.Model.Weights.Sum(w => scales.TryGetValue(w.Key, out int filters) ? w.Value.ToFloats().Length + (4L * filters) : 4L * w.Value.ToFloats().Length);
        bytes.After.WeightBytes.Should().Be(expected).And.BeLessThan(bytes.Before.WeightBytes / 2);
    }

    [Fact]
    public async Task Training_that_was_interrupted_goes_on_where_it_was()
    {
        var options = _quick with
        {
            Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 2 },
            PruningSteps = 1,
            FineTuning = _quick.FineTuning! with { Epochs = 3 },
            StateFolder = _folder,
        };
        CompressedModel whole = await new Compressor(options with { StateFolder = null }).RunAsync(_model, _data);
        using var stop = new CancellationTokenSource();
        var stopper = new Recorder<CompressionProgress>(report =>
        {
            if (report.Tuning is { Epoch: 2, Step: 3 })
                stop.Cancel();
        });
        await FluentActions.Awaiting(() => new Compressor(options).RunAsync(_model, _data, stopper, stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        var progress = new Recorder<CompressionProgress>();

        CompressedModel resumed = await new Compressor(options).RunAsync(_model, _data, progress);

        progress.Reports.Where(report => report.Tuning is not null).Min(report => (report.Tuning!.Epoch, report.Tuning.Step)).Should().Be((2, 4));
        resumed.Model.Weights.Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(whole.Model.Weights[w.Key].ToFloats()));
        Directory.GetFiles(_folder).Select(Path.GetFileName).Should().BeEquivalentTo("state.json", "step-1.safetensors");
    }

    [Fact]
    public async Task The_chart_shows_every_step()
    {
        var options = _quick with { Target = new CompressionTarget { MaxParameters = _model.Spec.Cost.Parameters / 2 }, PruningSteps = 2, FineTuning = null, Speed = PerMac };
        CompressionReport report = (await new Compressor(options).RunAsync(_model, _data)).Report;

        string svg = report.ToSvg();

        System.Xml.Linq.XDocument.Parse(svg).Root!.Name.LocalName.Should().Be("svg");
        foreach (string text in new[] { "original", "pruning", "parameters", "MACs", "time for an image", "Accuracy" })
            svg.Should().Contain(text);
        report.SaveChart(Path.Combine(_folder, "chart.png"));
        using SkiaSharp.SKBitmap png = SkiaSharp.SKBitmap.Decode(Path.Combine(_folder, "chart.png"));
        (png.Width, png.Height).Should().Be((2000, 860));
        FluentActions.Invoking(() => report.SaveChart(Path.Combine(_folder, "chart.gif"))).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Charts are drawn as .svg or .png. Received: *chart.gif (.gif).*");
    }

    /// <summary>A machine whose speed is known: a multiply-accumulate takes a nanosecond.</summary>
    private static double? PerMac(DsCnnModel model) => 1e9 / model.Spec.Cost.Macs;

    private Task<TrainingReport> Train() => new Trainer(_model, new TrainerOptions { Epochs = 4, BatchSize = 32 }).FitAsync(_data);
}
