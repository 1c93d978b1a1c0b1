using System.CommandLine;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary><c>dscnn predict</c>: classifies images.</summary>
internal sealed class PredictCommand
{
    private const int DefaultTop = 5;

    private readonly Option<FileInfo> _model = RunnableNetwork.CreateOption();
    private readonly Argument<string[]> _images = FileArgument.Several("IMAGE", "Images (png, jpg, bmp, webp, gif), folders, or patterns such as 'photos/**/*.jpg'; scaled and cropped to the network's input size");
    private readonly Option<int?> _top = NumberOption.Positive<int>("--top", $"Number of classes to list, most probable first (default: {DefaultTop}, plus all labels above their thresholds for multi-label networks)");
    private readonly Option<int?> _maxPixels = PixelLimit.CreateOption();
    private readonly Option<DirectoryInfo?> _explain = new("--explain")
    {
        Description = "Also save each image with its class activation map to this folder, as NAME.map.png",
        HelpName = "DIR",
    };

    private readonly OnnxFileOptions _onnx = new();
    private readonly Option<string?> _engine = EngineOption.Create();
    private readonly DeviceOptions _device = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private PredictCommand()
    {
    }

    internal static ToolCommand Create()
    {
        var predict = new PredictCommand();
        var command = new ToolCommand("predict", "Classifies images.")
        {
            Examples =
            [
                ("dscnn predict --model dscnn-run/model.safetensors rose.jpg", "one image"),
                ("dscnn predict --model dscnn-run/model.safetensors --explain why rose.jpg", "and why/rose.map.png, the image with its class activation map"),
                ("dscnn predict --model flowers.onnx --top 1 photos", "all images in a folder and its subfolders"),
                ("dscnn predict --model flowers.onnx --json 'photos/**/*.jpg'", "all images that match a pattern, as JSON"),
            ],
        };
        command.Arguments.Add(predict._images);
        command.AddOptions("Network", predict._model, predict._top, predict._explain, predict._maxPixels);
        predict._onnx.AddTo(command);
        predict._device.AddTo(command, predict._engine);
        command.AddOptions(GeneralOptions.Heading, predict._json);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(predict.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        using IRunnableNetwork network = RunnableNetwork.Open(
            parsed.GetRequiredValue(_model), parsed, parsed.GetValue(_engine), _device, _onnx, parsed.GetValue(_maxPixels), needsMaps: parsed.GetValue(_explain) is not null);
        _ = ImageShape.OptionsFor(network.Input, network.Name);
        var missing = new List<string>();
        string[] paths = [.. parsed.GetRequiredValue(_images).SelectMany(text => Find(text, missing))];
        int? top = parsed.GetValue(_top);
        bool json = parsed.GetValue(_json);
        ExplanationFolder? explanations = ExplanationFolder.Open(parsed.GetValue(_explain), network);
        // On a terminal, the answers themselves show the progress.
        ConsoleProgress progress = json || Console.IsOutputRedirected ? Work.Progress(parsed) : new ConsoleProgress(TextWriter.Null);
        var answers = new List<object>();
        foreach ((int index, string path) in paths.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report("Classifying images", index, paths.Length);
            if (Predict(network, path, top, progress) is not { } predictions)
                continue;
            string? explanation = explanations?.Draw(network, path);
            var answer = predictions.Select(p => new { p.Label, p.Probability, p.IsAnswer });
            answers.Add(explanations is null ? new { File = path, Predictions = answer } : (object)new { File = path, Predictions = answer, Explanation = explanation });
            if (!json)
                Write(path, predictions, network.IsMultiLabel);
            if (!json && explanation is not null)
                Console.Out.WriteLine($"          {ErrorText.OneLine(explanation)}");
        }

        progress.Clear();
        if (json && paths.Length > 0)
            JsonOutput.Write(answers);
        int failed = paths.Length - answers.Count;
        if (failed > 0 && paths.Length > 1)
            ErrorMessage.Write(string.Create(CultureInfo.InvariantCulture, $"no prediction for {failed:N0} of {paths.Length:N0} images."));
        foreach (string nothing in missing)
            ErrorMessage.Write(nothing);
        return failed + missing.Count == 0 ? 0 : 1;
    }

    /// <summary>The images that a word of the command line refers to; if there are none, this is noted.</summary>
    private static IReadOnlyList<string> Find(string text, List<string> missing)
    {
        IReadOnlyList<string> files = PictureFiles.Find(text);
        if (files.Count == 0)
            missing.Add($"{text}: no images found.");
        return files;
    }

    /// <summary>The most probable classes, or null for a file that cannot be read or is not an image, which is then reported.</summary>
    private static IReadOnlyList<Prediction>? Predict(IRunnableNetwork network, string path, int? top, ConsoleProgress progress)
    {
        try
        {
            IReadOnlyList<Prediction> all = network.Predict(path);
            return [.. all.Take(top ?? Math.Max(DefaultTop, network.IsMultiLabel ? all.Count(p => p.IsAnswer) : 0))];
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidImageException or InvalidDataException or UnauthorizedAccessException)
        {
            progress.Clear();
            ErrorMessage.Write(unreadable.Message);
            return null;
        }
    }

    private static void Write(string path, IEnumerable<Prediction> predictions, bool marksAnswers)
    {
        Console.Out.WriteLine(ErrorText.Flat(path));
        foreach (Prediction prediction in predictions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{prediction.Probability,8:0.0000}  {ErrorText.Flat(prediction.Label)}{(marksAnswers && prediction.IsAnswer ? " *" : "")}"));
    }
}
