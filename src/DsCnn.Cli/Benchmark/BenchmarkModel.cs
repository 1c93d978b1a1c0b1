using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The network that is measured: an ONNX file, a model file, or a preset with random weights.</summary>
internal sealed class BenchmarkModel
{
    private readonly FileInfo? _onnx;
    private readonly ModelFile? _file;
    private readonly Lazy<ReadOnlyMemory<byte>> _exported;

    private BenchmarkModel(FileInfo? onnx, ModelFile? file)
    {
        (_onnx, _file) = (onnx, file);
        _exported = new Lazy<ReadOnlyMemory<byte>>(() => OnnxExporter.ToBytes(_file!));
    }

    /// <exception cref="UsageException">There is no file or preset of that name.</exception>
    internal static BenchmarkModel Open(string model)
    {
        var path = new FileInfo(model);
        if (EngineOption.IsOnnx(path))
            return new BenchmarkModel(path, file: null);
        if (path.Exists || path.Extension.Length > 0)
            return new BenchmarkModel(onnx: null, ModelFile.Read(path.FullName));
        Preset preset = Presets.All.FirstOrDefault(p => p.Name == model) ?? throw new UsageException(
            $"MODEL: expected a file (.onnx, .safetensors) or one of {string.Join(", ", Presets.All.Select(p => p.Name))}. Received: {model}.");
        NativeBackend.EnsureLoaded();
        using DsCnnModel random = preset.ToSpec().Build();
        return new BenchmarkModel(onnx: null, random.ToModelFile());
    }

    /// <summary>The engine to measure if none is requested.</summary>
    internal string DefaultEngine => EngineOption.DefaultMeasured(_onnx is not null);

    /// <exception cref="UsageException">The engine cannot run this kind of file.</exception>
    internal IBenchmarkedEngine Load(string engine, ParseResult parsed, DeviceOptions options, int batch)
    {
        EngineOption.RequireRuns(engine, _onnx?.Name);
        return engine == EngineOption.Torch
            ? new TorchEngine(_file!, options.Prepare(parsed), batch)
            : new ClassifierEngine(settings => LoadClassifier(engine, settings), options.For(engine, parsed), batch);
    }

    private Classifier LoadClassifier(string engine, ClassifierOptions options) =>
        _onnx is not null ? Classifier.Load(_onnx.FullName, options)
        : engine == EngineOption.Managed ? Classifier.Load(_file!, options)
        : Classifier.Load(_exported.Value, options);
}
