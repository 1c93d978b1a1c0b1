using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn summary</c>: what a network costs, layer by layer.</summary>
internal static class SummaryCommand
{
    private static readonly Dictionary<string, Func<ModelSpec, string>> _drawings = new()
    {
        ["text"] = spec => spec.Summary(),
        ["markdown"] = spec => spec.ToMarkdown(),
        ["html"] = spec => spec.ToHtml(),
        ["svg"] = spec => spec.ToSvg(),
    };

    internal static ToolCommand Create()
    {
        var network = new NetworkOptions();
        var format = new Option<string>("--format") { Description = "How to write it", DefaultValueFactory = _ => "text" };
        format.OneOf([.. _drawings.Keys, "json"]);
        var json = new Option<bool>("--json") { Description = "The same as --format json" };
        var command = new ToolCommand("summary", "Shows what a network costs, layer by layer.")
        {
            Examples =
            [
                ("dscnn summary --preset ds-pico --classes 5 --input 1x28x28", "a preset, before it is trained"),
                ("dscnn summary --model dscnn-run/model.safetensors --format html > network.html", "a trained network as a page"),
            ],
        };
        network.AddTo(command);
        command.AddOptions("How to write it", format);
        command.AddOptions(GeneralOptions.Heading, json);
        command.SetAction(parsed =>
        {
            (ModelSpec spec, long fileBytes) = network.Read(parsed);
            string drawing = parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
            if (!_drawings.TryGetValue(drawing, out Func<ModelSpec, string>? draw))
                JsonOutput.Write(Describe(spec.Cost, fileBytes, ManagedEngine.MemoryOf(spec)));
            else
                Console.Out.Write(draw(spec) + (drawing == "text" ? Memory(spec) : ""));
            return 0;
        });
        return command;
    }

    private static string Memory(ModelSpec spec)
    {
        EngineMemory memory = ManagedEngine.MemoryOf(spec);
        return $"in the managed engine here ({ManagedEngine.Instructions}): an arena of {Quantity.Short(memory.ArenaBytes)}B for an image, and {Quantity.Short(memory.ScratchBytes)}B for each thread\n";
    }

    private static object Describe(ModelCost cost, long fileBytes, EngineMemory memory) => new
    {
        cost.Name,
        Input = cost.Input.Dimensions,
        cost.Parameters,
        cost.Macs,
        cost.Flops,
        cost.PeakActivationBytes,
        memory.ArenaBytes,
        FileBytes = fileBytes,
        Layers = cost.Layers.Select(layer => new { layer.Index, layer.Type, Output = layer.Output.Dimensions, layer.Parameters, layer.Macs }),
    };
}
