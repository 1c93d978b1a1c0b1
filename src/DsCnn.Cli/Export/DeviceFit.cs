using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using DsCnn.Embedded;

namespace DsCnn.Cli;

/// <summary>Whether a network fits a microcontroller as generated C: its weights in flash, and the arena of each memory mode in RAM.</summary>
/// <param name="Microcontroller">The microcontroller.</param>
/// <param name="Spec">The network.</param>
/// <param name="Quantization">The quantization of its values.</param>
/// <param name="Plans">The memory that the network needs, from whole maps to the smallest plan.</param>
/// <param name="IsAssumed">Whether the network is not quantized yet and is measured as if it were.</param>
internal sealed record DeviceFit(Microcontroller Microcontroller, ModelSpec Spec, QuantizationSpec Quantization, IReadOnlyList<MemoryPlan> Plans, bool IsAssumed)
{
    /// <summary>The space that start-up code and a stack need in addition to the network.</summary>
    private const long StartUpBytes = 2 << 10;
    private const long StackBytes = 8 << 10;

    internal static Option<string?> CreateOption() =>
        new Option<string?>("--device") { Description = "Whether the network fits this microcontroller as int8: flash, and RAM for each --memory mode" }.OneOf(Microcontroller.All.Select(device => device.Name));

    internal static DeviceFit Of(string name, ModelSpec spec, QuantizationSpec? quantization)
    {
        Microcontroller device = Microcontroller.All.Single(one => one.Name == name);
        QuantizationSpec bytes = quantization ?? QuantizationPlacement.Nominal(spec with { BatchNorm = null });
        return new DeviceFit(device, spec, bytes, [.. Enum.GetValues<MemoryMode>().Select(mode => MemoryPlan.Of(spec, mode, bytes))], quantization is null);
    }

    internal string ToText()
    {
        var text = new StringBuilder();
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $"on {Microcontroller.Name} ({Microcontroller.Description} at {Microcontroller.Megahertz} MHz; {Microcontroller.Source}) as int8{(IsAssumed ? ", once it is quantized" : "")}:\n");
        text.Append(culture, $"  flash           {Flash,12:N0} of {Microcontroller.FlashBytes:N0} bytes, {Word(FitsFlash)}\n");
        foreach (MemoryPlan plan in Plans)
        {
            text.Append(culture, $"  RAM, {plan.Mode.Name(),-8}   {plan.ArenaBytes,12:N0} of {Microcontroller.RamBytes:N0} bytes, {Word(FitsRam(plan))}{MemoryText.Extra(plan)}\n");
        }

        return text.Append(culture, $"  {Advice}\n").ToString();
    }

    /// <summary>The arena, in the default layout of the C exporter.</summary>
    internal string ToSvg() => Markup.Write(Picture);

    /// <summary>A section of a page: the picture of the arena, and the text.</summary>
    internal string ToHtml() => HtmlDocument.Section(
        $"Memory on {Microcontroller.Name}", [HtmlParts.Figure(Picture), .. ToText().TrimEnd().Split('\n').Select(line => Markup.Element("p", line.Trim()))]);

    private XElement Picture => MemoryDiagram.Draw(Spec, MemoryMode.Streamed, Quantization);

    internal object ToJson() => new
    {
        Microcontroller.Name,
        Microcontroller.FlashBytes,
        Microcontroller.RamBytes,
        Plans[0].WeightBytes,
        CodeBytes = Flash - Plans[0].WeightBytes,
        FitsFlash,
        Plans = Plans.Select(plan => new { Memory = plan.Mode.Name(), plan.ArenaBytes, plan.ExtraMacs, Fits = FitsRam(plan) }),
    };

    /// <summary>Weights and code, whichever memory mode is used.</summary>
    private long Flash => Plans.Max(plan => plan.FlashBytes);

    private bool FitsFlash => Flash + StartUpBytes <= Microcontroller.FlashBytes;

    private string Advice
    {
        get
        {
            if (!SourceWriter.Takes(Spec))
                return $"{SourceWriter.NoScores} A .tflite file may end anywhere.";
            string export = "dscnn export MODEL NAME.c --int8 --calibration DATA";
            if (!FitsFlash)
                return $"Too many weights: dscnn compress MODEL OUT --data DATA --max-flash {Microcontroller.FlashBytes - StartUpBytes} prunes them, or start with a smaller preset.";
            if (Plans.FirstOrDefault(FitsRam) is not { } first)
            {
                return $"Maps are too large: dscnn compress MODEL OUT --data DATA --max-ram {Microcontroller.RamBytes - StackBytes} --memory smallest prunes channels, " +
                    $"or use smaller images or an earlier stride. {StackBytes >> 10} KB are reserved for the stack.";
            }


            return FitsRam(Plans[(int)MemoryMode.Streamed]) ? $"{export} fits." : $"{export} --memory {first.Mode.Name()} fits.";
        }
    }

    private bool FitsRam(MemoryPlan plan) => plan.ArenaBytes + StackBytes <= Microcontroller.RamBytes;

    private static string Word(bool fits) => fits ? "fits" : "does not fit";
}
