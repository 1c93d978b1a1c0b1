using System.CommandLine;
using System.CommandLine.Parsing;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary><c>dscnn export</c>: turns a model file into a file that other programs can run.</summary>
internal sealed class ExportCommand
{
    private const string TfliteExtension = ".tflite";
    private const string Float32 = "float32";
    private const string Int8 = "int8";

    private readonly Argument<FileInfo> _source = FileArgument.One("MODEL", "A model file (.safetensors)");
    private readonly Argument<FileInfo> _target = FileArgument.One("OUT", "The file to write; its extension chooses the format: .onnx, .tflite or .c (with a header beside it)");
    private readonly Option<bool> _logits = new("--logits") { Description = "Output logits: end before the softmax or sigmoid" };
    private readonly Option<int?> _batch = NumberOption.Positive<int>("--batch", "Fix the batch size (default: any; for .tflite 1)");
    private readonly Option<bool> _half = new("--half", "--float16") { Description = "Store the weights in half precision: half the size, the same speed" };
    private readonly Option<int?> _opset = NumberOption.Between(
        "--opset", $"Version of the operators (default: {OnnxExportOptions.MinOpset})", OnnxExportOptions.MinOpset, OnnxExportOptions.MaxOpset);

    private readonly Option<bool> _compact = new("--compact") { Description = "Use short internal names, for the smallest file" };
    private readonly Option<string?> _interface = new Option<string?>("--interface")
    {
        Description = $"Input and output type of an int8 file: {Float32}, or {Int8} for microcontrollers (default: {Float32})",
        HelpName = "TYPE",
    }.OneOf([Float32, Int8]);

    private readonly CExport _c = new();
    private readonly Int8Options _int8 = new();
    private readonly Option<bool> _verify = new("--verify") { Description = "Before writing, compare the file's outputs with the network's: ONNX in ONNX Runtime, .tflite by reference arithmetic, C compiled on this machine; a file that differs is not written" };
    private readonly DeviceOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private ExportCommand()
    {
        // Swapping the two files would overwrite the trained network.
        _target.Validators.Add(result =>
        {
            var file = new FileInfo(result.Tokens[0].Value);
            if (!EngineOption.IsOnnx(file) && !IsTflite(file) && !CExport.IsC(file))
                result.AddError($"OUT: expected a name that ends in .onnx, {TfliteExtension} or .c. Received: {result.Tokens[0].Value}.");
        });
    }

    internal static ToolCommand Create()
    {
        var export = new ExportCommand();
        var command = new ToolCommand("export", "Exports a network to ONNX, TensorFlow Lite or C for microcontrollers.")
        {
            Examples =
            [
                ("dscnn export dscnn-run/model.safetensors flowers.onnx --verify", "float32, compared with the original network"),
                ("dscnn export dscnn-run/model.safetensors flowers.onnx --int8 --calibration flowers", "int8: smaller and faster"),
                ("dscnn export dscnn-run/model.safetensors flowers.tflite --int8 --calibration flowers --interface int8", "for TensorFlow Lite Micro"),
                ("dscnn export dscnn-run/model.safetensors flowers.c --int8 --calibration flowers --verify", "C for a microcontroller"),
            ],
        };
        command.Arguments.Add(export._source);
        command.Arguments.Add(export._target);
        command.AddOptions("File", export._logits, export._batch, export._half, export._verify);
        command.AddOptions("ONNX files", export._opset, export._compact);
        command.AddOptions("TensorFlow Lite files", export._interface);
        export._c.AddTo(command);
        export._int8.AddTo(command);
        export._engine.AddTo(command);
        command.AddOptions(GeneralOptions.Heading, export._json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(export._half) && export._int8.IsGiven(result))
                result.AddError("--half and --int8 are two ways to store weights. Choose one.");
            export.RequireKind(result);
        });
        command.SetAction((parsed, cancellationToken) => Task.FromResult(export.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var original = ModelFile.Read(parsed.GetRequiredValue(_source).FullName);
        BatchLimit.Require(parsed.GetValue(_batch) ?? 1, original.Spec);
        var device = new Lazy<Device>(() => _engine.Prepare(parsed));
        (ModelFile model, QuantizationReport? quantization, IImageSource? images) = _int8.Apply(parsed, original, device, cancellationToken);
        FileInfo target = parsed.GetRequiredValue(_target);
        if (CExport.IsC(target))
        {
            _c.Run(parsed, model, quantization, target, parsed.GetValue(_verify), parsed.GetValue(_json), cancellationToken);
            return 0;
        }

        if (parsed.GetValue(_interface) == Int8 && model.Quantization is null)
            throw new UsageException($"--interface {Int8}: expected a quantized model, or --int8 with --calibration DATA.");
        ExportFormat format = FormatOf(parsed, target, model.Quantization);
        WritableFile.Require(target);
        byte[] file = Work.Run(parsed, $"Making the {format.Kind}", _ => format.Make(model));
        ExportVerification? verification = parsed.GetValue(_verify)
            ? Work.Run(parsed, "Comparing", _ => Verify(parsed, new ExportCheck(model, device.Value, images, format, cancellationToken), file))
            : null;
        AtomicFile.Write(target.FullName, stream => stream.Write(file));

        new ExportOutcome
        {
            Model = model,
            Target = target,
            Bytes = file.Length,
            Format = format,
            Quantization = quantization,
            Verification = verification,
        }.Write(parsed.GetValue(_json));
        return 0;
    }

    private static bool IsTflite(FileInfo file) => string.Equals(file.Extension, TfliteExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses options that the format of the file does not have.</summary>
    private void RequireKind(CommandResult result)
    {
        if (result.GetResult(_target) is not { Tokens: [var target] })
            return;
        var file = new FileInfo(target.Value);
        _c.Validate(result, file, [_logits, _batch, _half, _opset, _compact, _interface]);
        if (CExport.IsC(file))
            return;
        bool isTflite = IsTflite(file);
        foreach (Option option in isTflite ? new Option[] { _opset, _compact } : [_interface])
        {
            if (result.GetResult(option) is not null)
                result.AddError($"{option.Name} is for {(isTflite ? ".onnx" : TfliteExtension)} files. Received: {target.Value}.");
        }
    }

    private ExportFormat FormatOf(ParseResult parsed, FileInfo target, QuantizationSpec? quantization) => IsTflite(target)
        ? new TfliteFormat(parsed.GetValue(_interface) == Int8 ? TfliteInterface.Int8 : TfliteInterface.Float32)
        {
            BatchSize = parsed.GetValue(_batch) ?? 1,
            Logits = parsed.GetValue(_logits),
            HalfPrecision = parsed.GetValue(_half),
            Quantization = quantization,
        }
        : new OnnxFormat(parsed.GetValue(_opset) ?? OnnxExportOptions.MinOpset, parsed.GetValue(_compact), _engine.ForOnnx(parsed))
        {
            BatchSize = parsed.GetValue(_batch),
            Logits = parsed.GetValue(_logits),
            HalfPrecision = parsed.GetValue(_half),
            Quantization = quantization,
        };

    /// <summary>A wrong file must not replace a correct one.</summary>
    private ExportVerification Verify(ParseResult parsed, ExportCheck check, byte[] file)
    {
        using (check)
        {
            ExportVerification verification = check.Run(file);
            check.Require(verification, parsed.GetRequiredValue(_target).ToString());
            return verification;
        }
    }
}
