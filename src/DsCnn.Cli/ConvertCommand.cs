using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn convert</c>: weights from elsewhere become a model file.</summary>
internal static class ConvertCommand
{
    private static readonly Dictionary<string, ForeignNaming> _namings = new()
    {
        ["torchvision"] = ForeignNaming.Torchvision,
        ["timm"] = ForeignNaming.Timm,
        ["timm-tensorflow"] = ForeignNaming.TimmTensorFlow,
    };

    internal static ToolCommand Create()
    {
        var preset = NetworkOptions.CreatePreset("Which network the weights are of");
        preset.Required = true;
        var from = new Option<string>("--from") { Description = "Whose names the weights go by", Required = true };
        from.OneOf(_namings.Keys);
        var input = NetworkOptions.CreateInput();
        var source = FileArgument.One("IN", "A PyTorch state dict (.pth) or a safetensors file");
        var target = FileArgument.One("OUT", "The model file to write (.safetensors)");
        var json = JsonOutput.CreateOption();
        var command = new ToolCommand("convert", "Converts weights from elsewhere into a model file.")
        {
            Examples = [("dscnn convert --preset efficientnet-b0 --from torchvision weights.pth model.safetensors", "torchvision's state dict")],
        };
        command.Arguments.Add(source);
        command.Arguments.Add(target);
        command.AddOptions("Weights", preset, from, input);
        command.AddOptions(GeneralOptions.Heading, json);
        command.SetAction(parsed =>
        {
            Preset network = Presets.Find(parsed.GetRequiredValue(preset));
            WeightSet weights = ForeignWeights.Read(parsed.GetRequiredValue(source).FullName);
            ModelFile model = ForeignModel.Import(network, weights, _namings[parsed.GetRequiredValue(from)], parsed.GetValue(input));
            string path = parsed.GetRequiredValue(target).FullName;
            model.Write(path);
            Report(model, path, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static void Report(ModelFile model, string path, bool json)
    {
        ModelCost cost = model.Spec.Cost;
        if (json)
            JsonOutput.Write(new { Model = path, cost.Name, Classes = model.Spec.Output.Channels, Tensors = model.Weights.Count, cost.Parameters });
        else
            Console.Out.WriteLine($"{cost.Name}: {model.Weights.Count} tensors, {cost.Parameters} parameters, {model.Spec.Output} classes, written to {path}");
    }
}
