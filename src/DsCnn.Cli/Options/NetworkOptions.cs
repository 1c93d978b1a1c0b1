using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The options that name the network a command works on: a preset, a spec file or a model file.</summary>
internal sealed class NetworkOptions
{
    /// <summary>A thousand times the size of a typical spec.</summary>
    private const int LongestSpec = 64 << 20;

    private readonly PresetOptions _preset = new("A preset's name; `dscnn presets` lists them");
    private readonly Option<FileInfo> _spec = new("--spec") { Description = "A spec file (JSON)", HelpName = "FILE" };
    private readonly Option<FileInfo> _model = new("--model") { Description = "A model file (safetensors)", HelpName = "FILE" };
    private readonly Option<int?> _classes = NumberOption.Positive<int>("--classes", "The number of classes");
    private readonly Option<InputSpec?> _input = CreateInput();

    internal static Option<InputSpec?> CreateInput() => new("--input")
    {
        Description = "The input size, such as 3x224x224",
        HelpName = "CxHxW",
        CustomParser = ParseInput,
    };

    /// <param name="command">The command that receives the options.</param>
    /// <param name="followsFromImages">Whether the command can choose a network from its images if none of these options is given.</param>
    internal void AddTo(ToolCommand command, bool followsFromImages = false)
    {
        command.AddOptions("Network", _preset.Name, _preset.Width, _spec, _model, _classes, _input);
        command.AddExclusive(_preset.Name, _spec, _model);
        command.Validators.Add(result =>
        {
            Option[] sources = [_preset.Name, _spec, _model];
            int given = sources.Count(option => result.GetResult(option) is not null);
            if (given > 1 || (given == 0 && !followsFromImages))
                result.AddError($"Choose the network with one of --preset (such as ds-nano), --spec or --model. Received: {(given == 0 ? "none" : given)}.");
        });
    }

    /// <summary>The requested network, its quantization, and the size of its file.</summary>
    internal (ModelSpec Spec, QuantizationSpec? Quantization, long FileBytes) Read(ParseResult parsed)
    {
        int? classes = parsed.GetValue(_classes);
        InputSpec? input = parsed.GetValue(_input);
        if (_preset.Read(parsed) is { } preset)
        {
            ModelSpec published = preset.ToSpec(classes, input);
            return (published, null, ModelFile.SizeOf(published));
        }

        FileInfo? file = parsed.GetValue(_model);
        ModelFile? model = file is null ? null : ModelFile.Read(file.FullName);
        ModelSpec original = model?.Spec ?? ReadSpec(parsed.GetValue(_spec)!);
        ModelSpec spec = Adapt(original, classes, input);
        return spec == original ? (spec, model?.Quantization, file?.Length ?? ModelFile.SizeOf(spec)) : (spec, null, ModelFile.SizeOf(spec));
    }

    /// <summary>The requested network, to be fitted to images that are not known yet.</summary>
    internal TrainableNetwork ReadForTraining(ParseResult parsed)
    {
        int? classes = parsed.GetValue(_classes);
        InputSpec? input = parsed.GetValue(_input);
        if (_preset.Read(parsed) is { } preset)
            return TrainableNetwork.Of(preset, classes, input);
        return parsed.GetValue(_model) is { } file
            ? TrainableNetwork.Of(ReadTrainable(file), classes, input)
            : parsed.GetValue(_spec) is { } spec
            ? TrainableNetwork.Of(ReadSpec(spec), classes, input)
            : TrainableNetwork.Recommended(classes, input);
    }

    private static ModelFile ReadTrainable(FileInfo file)
    {
        ModelFile model = ModelFile.Read(file.FullName);
        return model.Quantization is null
            ? model
            : throw new InvalidDataException($"--model: {file} is quantized to int8. Train the float32 network that it was made from; `dscnn compress --int8 --qat N` trains with quantization.");
    }

    private static ModelSpec ReadSpec(FileInfo file)
    {
        try
        {
            return ModelSpec.FromJson(InputFile.ReadText(file.FullName, LongestSpec));
        }
        catch (SpecFormatException wrong)
        {
            throw new InvalidDataException($"{file}: {wrong.Message}", wrong);
        }
    }

    private static ModelSpec Adapt(ModelSpec spec, int? classes, InputSpec? input)
    {
        if (input is not null)
            spec = spec.WithInput(input);
        return classes is null ? spec : spec.WithClasses(classes.Value);
    }

    private static InputSpec? ParseInput(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split('x');
        if (parts.Length != 3 || !parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            result.AddError($"--input: expected channels, height and width, such as 3x224x224. Received: {text}.");
            return null;
        }

        int[] sizes = [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        try
        {
            return new InputSpec(sizes[0], sizes[1], sizes[2]);
        }
        catch (InvalidSpecException impossible)
        {
            result.AddError($"--input: {impossible.Message}");
            return null;
        }
    }
}
