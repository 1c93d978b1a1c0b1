using System.CommandLine;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary><c>dscnn export</c>: a model file becomes an ONNX file or C source.</summary>
internal sealed class ExportCommand
{
    private readonly Argument<FileInfo> _source = FileArgument.One("MODEL", "A model file (.safetensors)");
    private readonly Argument<FileInfo> _target = FileArgument.One("OUT", "The file to write: ONNX (.onnx) or C (.c, with the header beside it)");
    private readonly Option<bool> _logits = new("--logits") { Description = "End before the softmax or sigmoid" };
    private readonly Option<int?> _batch = NumberOption.Positive<int>("--batch", "Images that every run takes (default: any number)");
    private readonly Option<bool> _half = new("--half") { Description = "Store the weights in half precision: half the size, the same speed" };
    private readonly Option<int?> _opset = NumberOption.Between(
        "--opset", $"Version of the operators (default: {OnnxExportOptions.MinOpset})", OnnxExportOptions.MinOpset, OnnxExportOptions.MaxOpset);

    private readonly Option<bool> _compact = new("--compact") { Description = "Short names inside, for a file that must be tiny" };
    private readonly CExport _c = new();
    private readonly Int8Options _int8 = new();
    private readonly Option<bool> _verify = new("--verify") { Description = "Compare the file in ONNX Runtime with the network in libtorch, or C, compiled here, with the managed engine; one that computes something else is not written" };
    private readonly DeviceOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private ExportCommand()
    {
        // Two files in the wrong order would cost the trained one.
        _target.Validators.Add(result =>
        {
            var target = new FileInfo(result.Tokens[0].Value);
            if (!EngineOption.IsOnnx(target) && !CExport.IsC(target))
                result.AddError($"OUT: expected a name that ends in .onnx or .c. Received: {result.Tokens[0].Value}.");
        });
    }

    internal static ToolCommand Create()
    {
        var export = new ExportCommand();
        var command = new ToolCommand("export", "Writes a network as an ONNX file, or as C for microcontrollers.")
        {
            Examples =
            [
                ("dscnn export dscnn-run/model.safetensors flowers.onnx --verify", "float32, compared with the original"),
                ("dscnn export dscnn-run/model.safetensors flowers.onnx --int8 --calibration flowers", "bytes: smaller and faster"),
                ("dscnn export dscnn-run/model.safetensors flowers.c --int8 --calibration flowers --verify", "C for a microcontroller"),
            ],
        };
        command.Arguments.Add(export._source);
        command.Arguments.Add(export._target);
        command.AddOptions("ONNX file", export._logits, export._batch, export._half, export._opset, export._compact, export._verify);
        export._c.AddTo(command);
        export._int8.AddTo(command);
        export._engine.AddTo(command);
        command.AddOptions(GeneralOptions.Heading, export._json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(export._half) && export._int8.IsGiven(result))
                result.AddError("--half and --int8 are two ways to store weights. Choose one.");
            if (result.GetResult(export._target) is { Tokens: [{ Value: { } target }] })
                export._c.Validate(result, new FileInfo(target), [export._logits, export._batch, export._half, export._opset, export._compact]);
        });
        command.SetAction((parsed, cancellationToken) => Task.FromResult(export.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var original = ModelFile.Read(parsed.GetRequiredValue(_source).FullName);
        BatchLimit.Require(parsed.GetValue(_batch) ?? 1, original.Spec.Input);
        var device = new Lazy<Device>(() => _engine.Prepare(parsed));
        (ModelFile model, QuantizationReport? quantization, IImageSource? images) = _int8.Apply(parsed, original, device, cancellationToken);
        if (CExport.IsC(parsed.GetRequiredValue(_target)))
        {
            _c.Run(parsed, model, quantization, parsed.GetRequiredValue(_target), parsed.GetValue(_verify), parsed.GetValue(_json), cancellationToken);
            return 0;
        }

        var options = new OnnxExportOptions
        {
            BatchSize = parsed.GetValue(_batch),
            Output = parsed.GetValue(_logits) ? OnnxOutput.Logits : OnnxOutput.Probabilities,
            Opset = parsed.GetValue(_opset) ?? OnnxExportOptions.MinOpset,
            HalfPrecision = parsed.GetValue(_half),
            Compact = parsed.GetValue(_compact),
            Quantization = model.Quantization,
        };
        FileInfo target = parsed.GetRequiredValue(_target);
        WritableFile.Require(target);
        byte[] file = Work.Run(parsed, "Making the ONNX file", _ => OnnxExporter.ToBytes(model, options));
        ExportVerification? verification = parsed.GetValue(_verify)
            ? Work.Run(parsed, "Comparing", _ => Verify(parsed, new ExportCheck(model, device.Value, images, _engine.ForOnnx(parsed), options, cancellationToken), file))
            : null;
        AtomicFile.Write(target.FullName, stream => stream.Write(file));

        new ExportOutcome
        {
            Model = model,
            Target = target,
            Options = options,
            Quantization = quantization,
            Verification = verification,
        }.Write(parsed.GetValue(_json));
        return 0;
    }

    /// <summary>What is wrong must not take the place of a file that is right.</summary>
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
