using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary><c>dscnn evaluate</c>: measures how well a network does on labeled images.</summary>
internal sealed class EvaluateCommand
{
    private const int DefaultMistakes = 24;

    private readonly Option<FileInfo> _model = RunnableNetwork.CreateOption();
    private readonly DataOptions _data = new();
    private readonly Option<string?> _split = new("--split") { Description = "The split to use (default: test if there is one, otherwise validation, otherwise train)" };
    private readonly Option<int?> _batchSize = NumberOption.Positive<int>("--batch-size", "Images per step (default: 256 in libtorch, else 32)");
    private readonly PageOptions _page = new(
        "--report", "Also write a page with the figures, the most certain mistakes as pictures, and what in each spoke for the wrong class",
        "--mistakes", "Mistakes that the page shows (default: 24)");

    private readonly OnnxFileOptions _onnx = new();
    private readonly Option<string?> _engine = EngineOption.Create();
    private readonly DeviceOptions _device = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private EvaluateCommand() => _split.OneOf(MeasuredImages.Names);

    internal static ToolCommand Create()
    {
        var evaluate = new EvaluateCommand();
        var command = new ToolCommand("evaluate", "Measures a network's accuracy on labeled images.")
        {
            Examples =
            [
                ("dscnn evaluate --model dscnn-run/model.safetensors --data flowers", "on the test images, if there are any"),
                ("dscnn evaluate --model flowers.onnx --data flowers --split all --json", "an ONNX file on all images, as JSON"),
                ("dscnn evaluate --model flowers.safetensors --data flowers --report report.html", "with a page that shows the most confident mistakes"),
            ],
        };
        command.AddOptions("Network", evaluate._model);
        evaluate._data.AddTo(command);
        command.AddOptions("Images", evaluate._split, evaluate._batchSize);
        evaluate._page.AddTo(command);
        evaluate._onnx.AddTo(command);
        evaluate._device.AddTo(command, evaluate._engine);
        command.AddOptions(GeneralOptions.Heading, evaluate._json);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(evaluate.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        FileInfo? page = _page.File(parsed);
        using IRunnableNetwork network = RunnableNetwork.Open(parsed.GetRequiredValue(_model), parsed, parsed.GetValue(_engine), _device, _onnx, needsMaps: page is not null);
        ImageFolderOptions reading = ImageShape.OptionsFor(network.Input, network.Name) with { ClassNames = network.Labels };
        MeasuredImages split = _data.Open(parsed, parsed.GetValue(_split), reading, cancellationToken);
        EvaluationResult result = Work.Run(parsed, "Measuring", progress => page is null
            ? network.Evaluate(split.Images, parsed.GetValue(_batchSize), progress, cancellationToken)
            : WriteReport(page, network.Report(split.Images, split.Name, parsed.GetValue(_batchSize), _page.Pictures(parsed) ?? DefaultMistakes, progress, cancellationToken)));
        if (!double.IsFinite(result.Loss))
            throw new InvalidDataException($"{network.Name} outputs NaN or infinite values for some images: its weights are damaged.");
        bool json = parsed.GetValue(_json);
        if (!json && split.IsTraining && parsed.GetValue(_split) is null)
            ErrorMessage.Write($"{_data.NameOf(parsed)} has no test or validation images, so the training images are used: a network that learned from them does better on them than on others.");
        if (json)
            JsonOutput.Write(Describe(result, split.Name));
        else
            Draw(result, split.Name);
        if (page is not null && !json)
            Console.Out.WriteLine($"Report: {page}");
        if (page is not null && network.NoMaps is { } what)
            ErrorMessage.Write($"{page} contains no class activation maps: the network is {what}, which provides outputs only. For maps, use a model file (.safetensors) in libtorch.");
        return 0;
    }

    private static EvaluationResult WriteReport(FileInfo page, EvaluationReport report)
    {
        PageOptions.Write(page, report.ToHtmlPage());
        return report.Result;
    }

    private static object Describe(EvaluationResult result, string split)
    {
        ConfusionMatrix? confusion = result.Confusion;
        int classes = confusion?.ClassNames.Length ?? 0;
        return new
        {
            result.Accuracy,
            result.Top5Accuracy,
            result.Loss,
            result.Images,
            Seconds = result.Duration.TotalSeconds,
            result.ImagesPerSecond,
            Split = split,
            Labels = confusion?.ClassNames ?? [.. result.Labels!.PerLabel.Select(label => label.Name)],
            Confusion = confusion is null
                ? null
                : Enumerable.Range(0, classes).Select(actual => Enumerable.Range(0, classes).Select(predicted => confusion[actual, predicted])),
            MultiLabel = result.Labels is { } labels ? DescribeLabels(labels) : null,
        };
    }

    private static object DescribeLabels(MultiLabelMetrics metrics) => new
    {
        metrics.MeanAveragePrecision,
        metrics.MacroF1,
        metrics.MicroPrecision,
        metrics.MicroRecall,
        metrics.MicroF1,
        metrics.ExactMatchRatio,
        PerLabel = metrics.PerLabel.Select(label => new
        {
            label.Name,
            label.Images,
            label.Predicted,
            label.Correct,
            label.Threshold,
            label.Precision,
            label.Recall,
            label.F1,
            label.AveragePrecision,
            label.BestThreshold,
        }),
    };

    private static void Draw(EvaluationResult result, string split)
    {
        if (result.Confusion is { } confusion)
            Console.Out.WriteLine(confusion.ToText());
        if (result.Labels is { } labels)
            Console.Out.WriteLine(labels.ToText());
        string precision = result.MeanAveragePrecision is { } mean ? string.Create(CultureInfo.InvariantCulture, $"Mean average precision {mean:0.0000}, {(result.Confusion is null ? "all labels right" : "accuracy")}") : "Accuracy";
        string top5 = result.Top5Accuracy is { } share ? string.Create(CultureInfo.InvariantCulture, $", top 5 {share:0.0000}") : "";
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{precision} {result.Accuracy:0.0000}{top5}, loss {result.Loss:0.0000} on {Quantity.Of(result.Images, $"{split} image")}, {result.ImagesPerSecond:N0} per second."));
    }
}
