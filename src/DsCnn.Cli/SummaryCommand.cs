using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn summary</c>: what a network costs, layer by layer.</summary>
internal static class SummaryCommand
{
    private enum Format
    {
        Text,
        Json,
    }

    internal static Command Create()
    {
        var network = new NetworkOptions();
        var format = new Option<Format>("--format") { Description = "How to write it" };
        var json = new Option<bool>("--json") { Description = "The same as --format json" };
        var command = new Command("summary", "Shows what a network costs, layer by layer.") { format, json };
        network.AddTo(command);
        command.SetAction(parsed =>
        {
            (ModelSpec spec, long fileBytes) = network.Read(parsed);
            if (parsed.GetValue(json) || parsed.GetValue(format) == Format.Json)
                JsonOutput.Write(Describe(spec.Cost, fileBytes));
            else
                Console.Out.Write(spec.Summary());
            return 0;
        });
        return command;
    }

    private static object Describe(ModelCost cost, long fileBytes) => new
    {
        cost.Name,
        Input = cost.Input.Dimensions,
        cost.Parameters,
        cost.Macs,
        cost.Flops,
        cost.PeakActivationBytes,
        FileBytes = fileBytes,
        Layers = cost.Layers.Select(layer => new { layer.Index, layer.Type, Output = layer.Output.Dimensions, layer.Parameters, layer.Macs }),
    };
}
