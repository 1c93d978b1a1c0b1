using System.Diagnostics;
using DsCnn;
using DsCnn.Compression;
using DsCnn.Data;
using DsCnn.Metrics;
using DsCnn.Quantization;

namespace CompressionSample;

/// <summary>Makes smaller networks out of trained ones.</summary>
internal sealed class Workshop : IDisposable
{
    private const double ValidationShare = 0.05;
    private const int CalibrationImages = 1024;
    private readonly ModelFile _source;
    private readonly DsCnnModel _teacher;
    private readonly ImageSet _train;
    private readonly ImageSet _test;
    private readonly string _expert;
    private readonly string _folder;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    internal Workshop(string source, string expert, string data, string folder, int threads, CancellationToken cancellation)
    {
        _expert = expert;
        _source = ModelFile.Read(source);
        _teacher = DsCnnModel.From(_source);
        (_train, _test) = FashionMnist.Load(data);
        _folder = Directory.CreateDirectory(folder).FullName;
        _threads = threads;
        _cancellation = cancellation;
    }

    public required int EpochsBetween { get; init; }

    public required int LastEpochs { get; init; }

    /// <summary>Pruned in two steps, then trained for long.</summary>
    internal async Task<Figure> QuarterAsync()
    {
        _watch.Restart();
        ModelFile pruned = await PruneAsync("quarter", _source, Recipes.Quarter(_source.Spec, EpochsBetween, StateOf("quarter")));
        using DsCnnModel model = await TrainAsync("quarter", pruned, _teacher);
        return Measure("quarter", model, new OnnxExportOptions());
    }

    /// <summary>As it is, but in bytes.</summary>
    internal async Task<Figure> Int8Async()
    {
        _watch.Restart();
        using DsCnnModel model = await QuantizeAsync(_teacher);
        return Measure("int8", model, new OnnxExportOptions());
    }

    /// <summary>"quarter" pruned further, trained for long on what that knows, which is as much as the source at a quarter of its price, then in bytes and without a letter too many.</summary>
    internal Task<Figure> TinyAsync() => ShrinkAsync("tiny", ModelFile.Read(FileOf("quarter", ".safetensors")), FileOf("quarter", ".safetensors"), Recipes.Tiny(EpochsBetween, StateOf("tiny")));

    /// <summary>"quarter" with four blocks fewer, then pruned, for 64 KB of flash and 24 KB of RAM, the stack included.</summary>
    internal Task<Figure> Small64Async()
    {
        ModelFile shortened = DepthReduction.To(blocks: 6, ModelFile.Read(FileOf("quarter", ".safetensors")), _train.Split(ValidationShare).Validation!);
        return ShrinkAsync("64kb", shortened, _expert, Recipes.Microcontroller(64 << 10, 22 << 10, steps: 2, EpochsBetween, StateOf("64kb")));
    }

    /// <summary>The best network pruned a little, for 256 KB of flash and 48 KB of RAM, the stack included.</summary>
    internal Task<Figure> Small256Async() => ShrinkAsync("256kb", ModelFile.Read(_expert), _expert, Recipes.Microcontroller(256 << 10, 46 << 10, steps: 1, EpochsBetween, StateOf("256kb")));

    /// <summary>A network pruned, trained for long on what another one knows, then in bytes.</summary>
    private async Task<Figure> ShrinkAsync(string name, ModelFile start, string expert, CompressorOptions pruning)
    {
        _watch.Restart();
        ModelFile pruned = await PruneAsync(name, start, pruning);
        using DsCnnModel teacher = DsCnnModel.Load(expert);
        using DsCnnModel model = await TrainAsync(name, pruned, teacher);
        using DsCnnModel quantized = await QuantizeAsync(model);
        return Measure(name, quantized, new OnnxExportOptions { Compact = true });
    }

    public void Dispose() => _teacher.Dispose();

    private string FileOf(string name, string ending) => Path.Combine(_folder, $"fashion-{name}{ending}");

    private string StateOf(string name) => Path.Combine(_folder, $"{name}-state");

    private async Task<ModelFile> PruneAsync(string name, ModelFile from, CompressorOptions options)
    {
        using DsCnnModel model = DsCnnModel.From(from);
        CompressedModel compressed = await new Compressor(options).RunAsync(model, _train.Split(ValidationShare), new ConsoleProgress(), _cancellation);
        Console.WriteLine(compressed.Report.Summary());
        await File.WriteAllTextAsync(FileOf(name, ".md"), compressed.Report.ToMarkdown(), _cancellation);
        return compressed.Model;
    }

    private async Task<DsCnnModel> TrainAsync(string name, ModelFile pruned, DsCnnModel teacher)
    {
        DsCnnModel model = DsCnnModel.From(pruned);
        TrainerOptions options = Recipes.Last(teacher, LastEpochs, FileOf(name, ".ckpt"));
        await new Trainer(model, options).FitAsync(new TrainingData(_train), new ConsoleProgress(), _cancellation);
        return model;
    }

    private async Task<DsCnnModel> QuantizeAsync(DsCnnModel model)
    {
        QuantizedModel quantized = await model.QuantizeAsync(
            _train.Subset(Enumerable.Range(0, CalibrationImages)), new QuantizationOptions { MeasureSensitivity = false }, cancellationToken: _cancellation);
        return DsCnnModel.From(quantized.Model);
    }

    /// <summary>Saves and exports, and looks at the test images, for the only time.</summary>
    private Figure Measure(string name, DsCnnModel model, OnnxExportOptions options)
    {
        TimeSpan duration = _watch.Elapsed;
        model.Save(FileOf(name, ".safetensors"));
        string sourceFile = FileOf("source", ".onnx"), file = FileOf(name, ".onnx");
        OnnxExporter.Export(_source, sourceFile);
        OnnxExporter.Export(model, file, options);
        return Figure.Measure(name, model.Spec, new Exported(file, _threads), _source.Spec, new Exported(sourceFile, _threads), _test, _threads, duration);
    }
}
