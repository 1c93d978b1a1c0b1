using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>What a network should be after its compression.</summary>
internal sealed class TargetOptions
{
    private readonly Option<Limit?> _parameters = LimitOption.Create("--max-parameters", "The most parameters, such as 50000 or 25%");
    private readonly Option<Limit?> _macs = LimitOption.Create("--max-macs", "The most multiply-accumulates for an image, such as 5000000 or 33%");
    private readonly Option<Limit?> _bytes = LimitOption.Create("--max-bytes", "The most bytes of the model file in float32");
    private readonly Option<Limit?> _ram = LimitOption.Create("--max-ram", "The most bytes of a microcontroller's RAM that its maps take as int8 in C, such as 24576 or 50%; the stack comes on top");
    private readonly Option<Limit?> _flash = LimitOption.Create("--max-flash", "The most bytes of a microcontroller's flash that weights and code take as int8 in C");
    private readonly Option<string?> _memory = MemoryText.CreateOption();
    private readonly Option<double?> _milliseconds = NumberOption.Positive<double>("--max-ms", "The most milliseconds for one image, measured by --engine");
    private readonly Option<double?> _loss = NumberOption.Share(
        "--max-accuracy-loss", "The share of the validation images that may be lost, such as 0.005; without other limits, channels go until more would be");
    private readonly Option<double?> _accuracy = NumberOption.Share("--min-accuracy", "The share of the validation images that must be right");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("What to reach", _parameters, _macs, _bytes, _ram, _flash, _memory, _milliseconds, _loss, _accuracy);
    }

    internal CompressionTarget Read(ParseResult parsed, ModelFile model)
    {
        MemoryMode memory = MemoryText.ModeOf(parsed.GetValue(_memory));
        return Read(parsed, model, memory, new Lazy<MemoryPlan>(() => MemoryPlan.OfInt8(model.Spec, memory)));
    }

    private CompressionTarget Read(ParseResult parsed, ModelFile model, MemoryMode memory, Lazy<MemoryPlan> plan) => new()
    {
        MaxParameters = parsed.GetValue(_parameters)?.Of(model.Spec.Cost.Parameters),
        MaxMacs = parsed.GetValue(_macs)?.Of(model.Spec.Cost.Macs),
        MaxBytes = parsed.GetValue(_bytes)?.Of(model.FileBytes()),
        MaxRamBytes = parsed.GetValue(_ram)?.Of(plan.Value.ArenaBytes),
        MaxFlashBytes = parsed.GetValue(_flash)?.Of(plan.Value.FlashBytes),
        Memory = memory,
        MaxMilliseconds = parsed.GetValue(_milliseconds),
        MaxAccuracyLoss = parsed.GetValue(_loss),
        MinAccuracy = parsed.GetValue(_accuracy),
    };
}
