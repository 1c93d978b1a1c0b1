using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn convert</c>: turns weights of other libraries into a model file.</summary>
internal sealed class ConvertCommand
{
    private static readonly Dictionary<string, ForeignNaming> _namings = new()
    {
        ["torchvision"] = ForeignNaming.Torchvision,
        ["timm"] = ForeignNaming.Timm,
        ["timm-tensorflow"] = ForeignNaming.TimmTensorFlow,
    };

    private readonly PresetOptions _preset = new("The network that the weights belong to");
    private readonly Option<string> _from = new("--from") { Description = "Whose weight names the file uses", Required = true };
    private readonly Option<InputSpec?> _input = NetworkOptions.CreateInput();
    private readonly Option<PreprocessingOption?> _preprocessing = PreprocessingOption.Create(
        $"How the images were normalized that the weights were trained with (default: {PreprocessingOption.ImageNet.Name})");

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "The checkpoint key that holds the weights, such as state_dict_ema (default: the most likely one, which is reported)",
        HelpName = "PLACE",
    };

    private readonly Argument<FileInfo> _source = FileArgument.One("IN", "PyTorch weights or a checkpoint that contains them (.pth), or a safetensors file");
    private readonly Argument<FileInfo> _target = FileArgument.One("OUT", "The model file to write (.safetensors)");
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private ConvertCommand()
    {
        _preset.Name.Required = true;
        _from.OneOf(_namings.Keys);
    }

    internal static ToolCommand Create()
    {
        var convert = new ConvertCommand();
        var command = new ToolCommand("convert", "Converts weights of other libraries into a model file.")
        {
            Examples =
            [
                ("dscnn convert --preset efficientnet-b0 --from torchvision weights.pth model.safetensors", "torchvision's state dict"),
                ("dscnn convert --preset efficientnet-b0 --from timm --weights state_dict_ema checkpoint.pth model.safetensors", "the moving average of a training script's checkpoint"),
                ("dscnn convert --preset mobilenet-v3-small --width 0.5 --from timm weights.pth model.safetensors", "timm's mobilenetv3_small_050"),
            ],
        };
        command.Arguments.Add(convert._source);
        command.Arguments.Add(convert._target);
        command.AddOptions("Weights", convert._preset.Name, convert._preset.Width, convert._from, convert._weights, convert._input, convert._preprocessing);
        command.AddOptions(GeneralOptions.Heading, convert._json);
        command.SetAction(convert.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        Preset network = _preset.Read(parsed)!;
        FileInfo source = parsed.GetRequiredValue(_source);
        ForeignCheckpoint checkpoint = ForeignWeights.ReadCheckpoint(source.FullName, parsed.GetValue(_weights));
        PreprocessingOption preprocessing = parsed.GetValue(_preprocessing) ?? PreprocessingOption.ImageNet;
        ModelFile model = Import(network, checkpoint, parsed, source) with { Preprocessing = preprocessing.Value };
        string path = parsed.GetRequiredValue(_target).FullName;
        model.Write(path);
        if (parsed.GetValue(_json))
            WriteJson(model, checkpoint, preprocessing, path);
        else
            WriteText(model, checkpoint, preprocessing, path);
        return 0;
    }

    private ModelFile Import(Preset network, ForeignCheckpoint checkpoint, ParseResult parsed, FileInfo source)
    {
        try
        {
            return ForeignModel.Import(network, checkpoint.Weights, _namings[parsed.GetRequiredValue(_from)], parsed.GetValue(_input));
        }
        catch (InvalidDataException other)
        {
            throw new InvalidDataException($"{source}: {other.Message}{(checkpoint.OtherPlaces.Count == 0 ? "" : $" {Others(checkpoint)}")}", other);
        }
    }

    private static void WriteJson(ModelFile model, ForeignCheckpoint checkpoint, PreprocessingOption preprocessing, string path)
    {
        ModelCost cost = model.Spec.Cost;
        JsonOutput.Write(new
        {
            Model = path,
            cost.Name,
            Classes = model.Spec.Output.Channels,
            Tensors = model.Weights.Count,
            cost.Parameters,
            Weights = checkpoint.Place,
            OtherWeights = checkpoint.OtherPlaces,
            Preprocessing = preprocessing.Name,
        });
    }

    private static void WriteText(ModelFile model, ForeignCheckpoint checkpoint, PreprocessingOption preprocessing, string path)
    {
        ModelCost cost = model.Spec.Cost;
        Console.Out.WriteLine($"{cost.Name}: {Quantity.Of(model.Weights.Count, "tensor")}, {cost.Parameters} parameters, {model.Spec.Output} classes, written to {path}");
        if (checkpoint.Place is not null)
            Console.Out.WriteLine($"Weights: from \"{checkpoint.Place}\".{(checkpoint.OtherPlaces.Count == 0 ? "" : $" {Others(checkpoint)}")}");
        Console.Out.WriteLine($"Preprocessing: {preprocessing}. (To change it, use --preprocessing.)");
    }

    private static string Others(ForeignCheckpoint checkpoint) =>
        $"Others that --weights can select: {string.Join(", ", checkpoint.OtherPlaces.Take(5))}.";
}
