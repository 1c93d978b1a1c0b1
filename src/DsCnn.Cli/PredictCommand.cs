using System.CommandLine;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary><c>dscnn predict</c>: what a network takes pictures for.</summary>
internal sealed class PredictCommand
{
    private const int DefaultTop = 5;

    private readonly Option<FileInfo> _model = new("--model") { Description = "A model file (safetensors)", HelpName = "FILE", Required = true };
    private readonly Argument<string[]> _images = FileArgument.Several("IMAGE", "Pictures: png, jpg, bmp, webp, gif; scaled and cut to what the network takes");
    private readonly Option<int?> _top = NumberOption.Positive<int>("--top", $"How many classes to name, the most probable first (default: {DefaultTop})");
    private readonly EngineOptions _engine = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private PredictCommand()
    {
    }

    internal static Command Create()
    {
        var predict = new PredictCommand();
        var command = new Command("predict", "Says what a network takes pictures for.") { predict._model, predict._images, predict._top };
        predict._engine.AddTo(command);
        command.Options.Add(predict._json);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(predict.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        ModelFile file = ModelFile.Read(parsed.GetRequiredValue(_model).FullName);
        _ = ImageShape.OptionsFor(file.Spec.Input, file.Spec.Name);
        if (!file.Spec.Output.IsVector)
            throw new NotSupportedException($"{file.Spec.Name} gives a map of {file.Spec.Output}, no classes.");
        using DsCnnModel model = DsCnnModel.From(file, _engine.Prepare(parsed));

        string[] paths = parsed.GetRequiredValue(_images);
        int top = parsed.GetValue(_top) ?? DefaultTop;
        bool json = parsed.GetValue(_json);
        var answers = new List<object>();
        foreach (string path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Predict(model, path, top) is not { } predictions)
                continue;
            answers.Add(new { File = path, Predictions = predictions });
            if (!json)
                Write(path, predictions);
        }

        if (json)
            JsonOutput.Write(answers);
        return answers.Count == paths.Length ? 0 : 1;
    }

    /// <summary>The most probable classes, or null for a file that cannot be read, which is then named.</summary>
    private static Prediction[]? Predict(DsCnnModel model, string path, int top)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        try
        {
            Tensor image = ImageBatch.FromFile(path, model.Spec.Input, model.Preprocessing, model.Device);
            float[] probabilities = model.Logits(image).softmax(1).cpu().data<float>().ToArray();
            return [.. probabilities.Index().OrderByDescending(p => p.Item).Take(top).Select(p => new Prediction(NameOf(model, p.Index), p.Item))];
        }
        catch (UnreadableImagesException unreadable)
        {
            ErrorMessage.Write(unreadable.Message);
            return null;
        }
    }

    private static string NameOf(DsCnnModel model, int index) => model.Labels?[index] ?? string.Create(CultureInfo.InvariantCulture, $"class {index}");

    private static void Write(string path, Prediction[] predictions)
    {
        Console.Out.WriteLine(ErrorText.OneLine(path));
        foreach (Prediction prediction in predictions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{prediction.Probability,8:0.0000}  {ErrorText.OneLine(prediction.Label)}"));
    }

    private sealed record Prediction(string Label, float Probability);
}
