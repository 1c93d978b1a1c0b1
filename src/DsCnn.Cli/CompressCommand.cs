using System.CommandLine;
using System.Globalization;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary><c>dscnn compress</c>: makes a trained network smaller and faster.</summary>
internal sealed class CompressCommand
{
    private const string ModelEnding = ".safetensors";

    private readonly Argument<FileInfo> _source = FileArgument.One("MODEL", "A trained network (.safetensors)");
    private readonly Option<string?> _speedEngine = EngineOption.CreateForSpeed();
    private readonly Argument<FileInfo> _target = FileArgument.One("OUT", "The compressed network: a model file (.safetensors) or an ONNX file (.onnx)");
    private readonly DataOptions _data = new();
    private readonly TargetOptions _limits = new();
    private readonly MethodOptions _methods = new();
    private readonly TuningOptions _tuning = new();
    private readonly CompressionFolder _folder = new();
    private readonly ReportFiles _reports = new();
    private readonly DeviceOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private CompressCommand() => _target.Validators.Add(result =>
    {
        var file = new FileInfo(result.Tokens[0].Value);
        if (!EngineOption.IsOnnx(file) && file.Extension != ModelEnding)
            result.AddError($"OUT: expected a name that ends in {ModelEnding} or .onnx. Received: {file}.");
    });

    internal static ToolCommand Create()
    {
        var compress = new CompressCommand();
        var command = new ToolCommand("compress", "Compresses a trained network: prunes channels, lowers ranks, shares weights, quantizes to int8, fine-tunes in between, and reports.")
        {
            Examples =
            [
                ("dscnn compress dscnn-run/model.safetensors small.onnx --data flowers --max-parameters 25% --int8", "prune to a quarter of the parameters, then quantize"),
                ("dscnn compress dscnn-run/model.safetensors small.safetensors --data flowers --max-accuracy-loss 0.01", "the smallest network for one point of accuracy"),
            ],
        };
        command.Arguments.Add(compress._source);
        command.Arguments.Add(compress._target);
        compress._data.AddTo(command);
        compress._limits.AddTo(command);
        compress._methods.AddTo(command);
        compress._tuning.AddTo(command);
        compress._folder.AddTo(command);
        compress._reports.AddTo(command);
        compress._engine.AddTo(command, compress._speedEngine);
        command.AddOptions(GeneralOptions.Heading, compress._json);
        command.SetAction(compress.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        FileInfo target = parsed.GetRequiredValue(_target);
        ModelFile model = ModelFile.Read(parsed.GetRequiredValue(_source).FullName);
        foreach (FileInfo file in _reports.Of(parsed).Prepend(target))
            WritableFile.Require(file);
        using StateFolder state = _folder.Prepare(parsed, target);
        ImageDataSet images = _data.Open(parsed, ImageShape.OptionsFor(model.Spec.Input, model.Spec.Name) with { ClassNames = model.Labels }, cancellationToken);
        TrainingData data = _tuning.Split(parsed, images);
        if (images.Validation is null && data.Validation is { } held)
        {
            Work.Progress(parsed).WriteLine(
                $"{_data.NameOf(parsed)} has no validation images, so accuracy is measured on {Quantity.Of(held.Count, "training image")} held out now: the network may have learned from them, " +
                "so it may do better on them than on others.");
        }

        Device device = _engine.Prepare(parsed);
        using var original = DsCnnModel.From(model, device);
        using IDisposable saving = StopSignals.WhileSaving();
        CompressedModel compressed = await CompressAsync(parsed, original, Options(parsed, model, data, state, cancellationToken), data, cancellationToken);

        Save(compressed.Model, target);
        CommandFile.Write(Path.ChangeExtension(target.FullName, CommandFile.Name), parsed);
        _reports.Write(parsed, compressed.Report);
        state.CleanUp();
        Show(parsed, original, compressed, images.Test, target, cancellationToken);
        return compressed.Report.MeetsTarget
            ? 0
            : throw new InvalidDataException($"the target is missed: {string.Join("; ", compressed.Report.Misses)}. {target} holds the closest result.");
    }

    private CompressorOptions Options(ParseResult parsed, ModelFile model, TrainingData data, StateFolder state, CancellationToken cancellationToken)
    {
        TrainerOptions? tuning = _tuning.Read(parsed, data.Train);
        var options = new CompressorOptions
        {
            Target = _limits.Read(parsed, model),
            FineTuning = tuning,
            Distill = _tuning.HasTeacher(parsed),
            Speed = SpeedIn(parsed, cancellationToken),
            StateFolder = state.Path,
            StateLock = state.Claim(),
            Resume = _folder.Resumes(parsed),
        };
        return _methods.Apply(parsed, options, tuning);
    }

    /// <summary>Measures in the engine that will run OUT, unless another one is requested.</summary>
    private Func<DsCnnModel, double?> SpeedIn(ParseResult parsed, CancellationToken cancellationToken)
    {
        string engine = parsed.GetValue(_speedEngine) ?? EngineOption.DefaultMeasured(EngineOption.IsOnnx(parsed.GetRequiredValue(_target)));
        var options = new EngineOptions { IntraOpThreads = _engine.Threads(parsed) };
        return network => ShippedSpeed.ImagesPerSecond(network, engine, engine == EngineOption.Onnx ? _engine.ForOnnx(parsed) : options, cancellationToken);
    }

    /// <exception cref="StoppedException">The compression was stopped; the work so far is kept.</exception>
    private static async Task<CompressedModel> CompressAsync(
        ParseResult parsed, DsCnnModel model, CompressorOptions options, TrainingData data, CancellationToken cancellationToken)
    {
        var compressor = new Compressor(options);
        ConsoleProgress progress = Work.Progress(parsed);
        try
        {
            // Report impossible options before showing any progress.
            compressor.Plan(model);
            progress.Begin("Measuring the network");
            return await compressor.RunAsync(model, data, progress, cancellationToken);
        }
        catch (OperationCanceledException stopped) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedException($"stopped. The work so far is in {options.StateFolder}; the same command with --resume continues it.", stopped);
        }
        catch (InvalidOperationException otherRun) when (otherRun.InnerException is null)
        {
            throw new InvalidDataException(otherRun.Message, otherRun);
        }
        finally
        {
            progress.Clear();
        }
    }

    private static void Save(ModelFile model, FileInfo target)
    {
        if (EngineOption.IsOnnx(target))
            OnnxExporter.Export(model, target.FullName);
        else
            model.Write(target.FullName);
    }

    private void Show(ParseResult parsed, DsCnnModel original, CompressedModel compressed, IImageSource? test, FileInfo target, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_json))
        {
            Console.Out.WriteLine(compressed.Report.ToJson());
            return;
        }

        Console.Out.WriteLine();
        Console.Out.WriteLine(compressed.Report.Summary());
        if (test is not null)
        {
            // The test images are used only here.
            string figure = compressed.Report.Figure;
            using var smaller = DsCnnModel.From(compressed.Model, original.Device);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(figure[0])}{figure[1..]} on {Quantity.Of(test.Count, "test image")}: {Score(original):0.0000} before, {Score(smaller):0.0000} after."));
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {InputFile.LengthOf(target.FullName):N0} bytes"));

        double Score(DsCnnModel model) =>
            Work.Run(parsed, "Measuring", progress => model.Evaluate(test, progress: progress, cancellationToken: cancellationToken)).Score;
    }
}
