using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DsCnn.Embedded;

namespace DsCnn.Cli;

/// <summary>The part of <c>dscnn export</c> that writes C.</summary>
internal sealed class CExport
{
    private const string Extension = ".c";

    private readonly Option<string?> _memory = MemoryText.CreateOption();

    internal static bool IsC(FileInfo file) => file.Extension == Extension;

    internal void AddTo(ToolCommand command) => command.AddOptions("C source", _memory);

    /// <summary>Refuses a name that cannot be used in C, and options of other formats.</summary>
    internal void Validate(CommandResult result, FileInfo target, IEnumerable<Option> others)
    {
        if (!IsC(target))
        {
            if (result.GetResult(_memory) is not null)
                result.AddError("--memory is for C source (.c).");
            return;
        }

        try
        {
            CName.OfFile(target.Name);
        }
        catch (ArgumentException refused)
        {
            result.AddError($"OUT: {refused.Message.Split(" (Parameter", StringSplitOptions.None)[0]}");
        }

        if (others.Select(result.GetResult).FirstOrDefault(given => given is { Implicit: false }) is { } other)
            result.AddError($"{other.Option.Name} is not for C source (.c).");
    }

    /// <summary>Writes the files, after comparing them if requested.</summary>
    internal void Run(ParseResult parsed, ModelFile model, QuantizationReport? quantization, FileInfo target, bool verify, bool json, CancellationToken cancellationToken)
    {
        WritableFile.Require(target);
        var options = new CExportOptions { Memory = MemoryText.ModeOf(parsed.GetValue(_memory)) };
        CSource source = CExporter.ToSource(model, CName.OfFile(target.Name), options);
        CVerification? verification = verify ? Work.Run(parsed, "Comparing", _ => CVerification.Run(source, model, cancellationToken)) : null;
        verification?.Require(target.ToString(), model);
        CExporter.Write(source, target.FullName);
        string weights = model.Quantization is null ? "float32" : "int8";
        if (json)
        {
            JsonOutput.Write(new
            {
                Model = target.ToString(),
                Bytes = source.Text.Length,
                Weights = weights,
                Memory = options.Memory.Name(),
                source.ArenaBytes,
                source.WeightBytes,
                source.ExtraMacs,
                Quantization = ExportOutcome.Describe(quantization),
                Verification = verification is null ? null : new { verification.Images, verification.Compiler, verification.LargestDifference },
            });
            return;
        }

        if (quantization is not null)
            Console.Out.WriteLine(quantization.ToText());
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {model.Spec.Input.Shape}, {weights}, {source.WeightBytes:N0} bytes of weights in flash, an arena of {source.ArenaBytes:N0} bytes in RAM"));
        foreach ((string name, MemoryMode mode) in MemoryText.Modes)
            Console.Out.WriteLine(Describe(name, MemoryPlan.Of(model.Spec, mode, model.Quantization)));
        if (verification is not null)
        {
            string scores = verification.LargestDifference == 0 ? "the same scores" : FormattableString.Invariant($"scores differ by at most {verification.LargestDifference} of 256");
            Console.Out.WriteLine($"Compared with the managed engine on {Quantity.Of(verification.Images, "random image")}, compiled by {verification.Compiler}: {scores}.");
        }
    }

    private static string Describe(string name, MemoryPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"  --memory {name,-8} {plan.ArenaBytes,12:N0} bytes{MemoryText.Extra(plan)}");
}
