using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The limits that a network must meet after its compression.</summary>
internal sealed class TargetOptions
{
    private readonly Option<Limit?> _parameters = LimitOption.Create("--max-parameters", "Maximum number of parameters, such as 50000 or 25%");
    private readonly Option<Limit?> _macs = LimitOption.Create("--max-macs", "Maximum multiply-accumulates per image, such as 5000000 or 33%");
    private readonly Option<Limit?> _bytes = LimitOption.Create("--max-bytes", "Maximum size of the float32 model file in bytes");
    private readonly Option<Limit?> _ram = LimitOption.Create("--max-ram", "Maximum RAM in bytes for feature maps as int8 C code on a microcontroller, such as 24576 or 50%, without the stack");
    private readonly Option<Limit?> _flash = LimitOption.Create("--max-flash", "Maximum flash in bytes for weights and code as int8 C code on a microcontroller");
    private readonly Option<string?> _memory = MemoryText.CreateOption();
    private readonly Option<double?> _milliseconds = NumberOption.Positive<double>("--max-ms", "Maximum milliseconds per image, measured by --engine");
    private readonly Option<double?> _loss = NumberOption.Share(
        "--max-accuracy-loss", "Maximum loss of validation accuracy, such as 0.005; without other limits, channels are pruned until it would be exceeded");
    private readonly Option<double?> _accuracy = NumberOption.Share("--min-accuracy", "Minimum accuracy on the validation images, 0 to 1");

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("What to reach", _parameters, _macs, _bytes, _ram, _flash, _memory, _milliseconds, _loss, _accuracy);
    }

    internal CompressionTarget Read(ParseResult parsed, ModelFile model)
    {
        MemoryMode memory = MemoryText.ModeOf(parsed.GetValue(_memory));
        return new CompressionTarget
        {
            MaxParameters = parsed.GetValue(_parameters)?.Of(model.Spec.Cost.Parameters),
            MaxMacs = parsed.GetValue(_macs)?.Of(model.Spec.Cost.Macs),
            MaxBytes = parsed.GetValue(_bytes)?.Of(model.FileBytes()),
            MaxRamBytes = parsed.GetValue(_ram)?.Of(MemoryPlan.OfInt8(model.Spec, memory).ArenaBytes),
            MaxFlashBytes = parsed.GetValue(_flash)?.Of(MemoryPlan.OfInt8(model.Spec, memory).FlashBytes),
            Memory = memory,
            MaxMilliseconds = parsed.GetValue(_milliseconds),
            MaxAccuracyLoss = parsed.GetValue(_loss),
            MinAccuracy = parsed.GetValue(_accuracy),
        };
    }
}
