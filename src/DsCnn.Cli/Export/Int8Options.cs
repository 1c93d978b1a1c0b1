using System.CommandLine;
using System.CommandLine.Parsing;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>How a network is converted to int8.</summary>
internal sealed class Int8Options
{
    private const int DefaultImages = 512;

    private readonly Option<bool> _int8 = new("--int8") { Description = "Quantize weights and activations to int8; a network that is not quantized yet also needs --calibration" };

    private readonly Option<string?> _data = new("--calibration")
    {
        Description = "Images for calibration, given like --data; their training images are used",
        HelpName = "DATA",
    };

    private readonly Option<int?> _images = NumberOption.Positive<int>("--calibration-images", $"Number of calibration images, chosen at random (default: {DefaultImages})");
    private readonly Option<int?> _weightBits = WeightBitsOption.Create();
    private readonly Option<int?> _maxPixels = PixelLimit.CreateOption();
    private readonly Option<double?> _maxLoss = NumberOption.Share(
        "--max-accuracy-loss", "Maximum loss of accuracy on the calibration images; layers that would exceed it stay in float32 (default: no limit)");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Bytes", _int8, _data, _images, _maxPixels, _maxLoss, _weightBits);
        command.Validators.Add(result =>
        {
            bool calibrates = result.GetResult(_data) is not null;
            if (calibrates && !result.GetValue(_int8))
                result.AddError("--calibration requires --int8.");
            else if (!calibrates && (result.GetResult(_images) ?? result.GetResult(_maxPixels) ?? result.GetResult(_maxLoss) ?? result.GetResult(_weightBits)) is { } alone)
                result.AddError($"{alone.Option.Name} needs --calibration.");
        });
    }

    internal bool IsGiven(CommandResult result) => result.GetValue(_int8);

    /// <summary>
    /// The network as int8, with the report on the conversion and the calibration images; or the network unchanged, with neither, if int8 was not requested.
    /// </summary>
    /// <exception cref="UsageException">The network should become int8, but there are no calibration images.</exception>
    internal (ModelFile Model, QuantizationReport? Report, IImageSource? Images) Apply(
        ParseResult parsed, ModelFile model, Lazy<Device> device, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_data) is not { } data)
        {
            return parsed.GetValue(_int8) && model.Quantization is null
                ? throw new UsageException($"--int8 needs --calibration DATA: {model.Spec.Name} is not quantized yet, and images are needed to find the range of its values.")
                : (model, null, null);
        }

        double? maxLoss = parsed.GetValue(_maxLoss);
        IImageSource images = Read(data, parsed, model, cancellationToken);
        using var original = DsCnnModel.From(model, device.Value);
        original.Quantization = null;
        QuantizationOptions options = WeightBitsOption.In(
            new QuantizationOptions { MaxAccuracyLoss = maxLoss, MeasureSensitivity = maxLoss is not null }, parsed.GetValue(_weightBits));
        QuantizedModel quantized = Work.Run(parsed, "Calibrating", progress => original.Quantize(images, options, progress, cancellationToken));
        return (quantized.Model, quantized.Details, images);
    }

    private IImageSource Read(string data, ParseResult parsed, ModelFile model, CancellationToken cancellationToken)
    {
        ImageFolderOptions reading = ImageShape.OptionsFor(model.Spec.Input, model.Spec.Name) with { ClassNames = model.Labels };
        reading = reading with { MaxPixels = parsed.GetValue(_maxPixels) ?? reading.MaxPixels };
        ImageSplit read = Work.Run(parsed, "Reading images", progress => ImageDataSet.OpenSplit(data, DataSplit.Train, reading, progress, cancellationToken));
        new ReadingNotes().Write(read.LeftOut, read.Remarks, read.Images);
        return read.Images.Sample(parsed.GetValue(_images) ?? DefaultImages);
    }
}
