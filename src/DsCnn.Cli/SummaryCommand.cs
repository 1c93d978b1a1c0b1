using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn summary</c>: shows the costs of a network, layer by layer.</summary>
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
        var format = new Option<string>("--format") { Description = "The output format", DefaultValueFactory = _ => "text" };
        format.OneOf([.. _drawings.Keys, "json"]);
        Option<string?> device = DeviceFit.CreateOption();
        var json = new Option<bool>("--json") { Description = "The same as --format json" };
        var command = new ToolCommand("summary", "Shows what a network costs, layer by layer: parameters, MACs, memory.")
        {
            Examples =
            [
                ("dscnn summary --preset ds-pico --classes 5 --input 1x28x28", "a preset, before it is trained"),
                ("dscnn summary --model dscnn-run/model.safetensors --format html > network.html", "a trained network as an HTML page"),
                ("dscnn summary --model dscnn-run/model.safetensors --device stm32l475", "whether it fits a microcontroller, before flashing"),
                ("dscnn summary --model dscnn-run/model.safetensors --device stm32l475 --format svg > memory.svg", "its memory layout, layer by layer"),
            ],
        };
        network.AddTo(command);
        command.AddOptions("The output format", format);
        command.AddOptions("Microcontrollers", device);
        command.AddOptions(GeneralOptions.Heading, json);
        command.SetAction(parsed =>
        {
            (ModelSpec spec, QuantizationSpec? quantization, long fileBytes) = network.Read(parsed);
            DeviceFit? fit = parsed.GetValue(device) is { } name ? DeviceFit.Of(name, spec, quantization) : null;
            string drawing = parsed.GetValue(json) ? "json" : parsed.GetRequiredValue(format);
            if (!_drawings.TryGetValue(drawing, out Func<ModelSpec, string>? draw))
                JsonOutput.Write(Describe(spec.Cost, fileBytes, MemoryOf(spec, quantization)), "device", fit?.ToJson());
            else
                Console.Out.Write(drawing switch
                {
                    "text" => draw(spec) + InTheEngine(MemoryOf(spec, quantization), quantization) + fit?.ToText(),
                    "svg" when fit is not null => fit.ToSvg(),
                    "html" => draw(spec) + fit?.ToHtml(),
                    "markdown" when fit is not null => $"{draw(spec)}\n```\n{fit.ToText()}```\n",
                    _ => draw(spec),
                });
            return 0;
        });
        return command;
    }

    /// <summary>The memory that the managed engine needs for the network, or null if the network is too large for it.</summary>
    private static EngineMemory? MemoryOf(ModelSpec spec, QuantizationSpec? quantization)
    {
        try
        {
            return ManagedEngine.MemoryOf(spec, quantization);
        }
        catch (Exception tooLarge) when (tooLarge is NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    private static string InTheEngine(EngineMemory? memory, QuantizationSpec? quantization)
    {
        string network = quantization is null ? "" : ", as int8";
        return memory is { } sizes
            ? $"in the managed engine here ({ManagedEngine.Instructions}){network}: an arena of {Quantity.Short(sizes.ArenaBytes)}B for an image, and {Quantity.Short(sizes.ScratchBytes)}B for each thread\n"
            : "too large for the managed engine\n";
    }

    private static object Describe(ModelCost cost, long fileBytes, EngineMemory? memory) => new
    {
        cost.Name,
        Input = cost.Input.Dimensions,
        cost.Parameters,
        cost.Macs,
        cost.Flops,
        cost.PeakActivationBytes,
        ArenaBytes = memory?.ArenaBytes,
        FileBytes = fileBytes,
        Layers = cost.Layers.Select(layer => new { layer.Index, layer.Type, Output = layer.Output.Dimensions, layer.Parameters, layer.Macs }),
    };
}
