using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The result of an export.</summary>
internal sealed record ExportOutcome
{
    internal required ModelFile Model { get; init; }

    internal required FileInfo Target { get; init; }

    /// <summary>The size of the file.</summary>
    internal required long Bytes { get; init; }

    internal required ExportFormat Format { get; init; }

    internal required QuantizationReport? Quantization { get; init; }

    internal required ExportVerification? Verification { get; init; }

    private string Precision => Format.Quantization is not null ? "int8" : Format.HalfPrecision ? "float16" : "float32";

    internal void Write(bool json)
    {
        if (json)
            WriteJson();
        else
            WriteText();
    }

    /// <summary>The result of a calibration as JSON.</summary>
    internal static object? Describe(QuantizationReport? quantization) => quantization is null ? null : new
    {
        quantization.Images,
        quantization.FloatAccuracy,
        quantization.Loss.Accuracy,
        quantization.Loss.Agreement,
        FloatLayers = quantization.Layers.Where(layer => layer.InFloat).Select(layer => layer.Layer),
    };

    private void WriteJson() => JsonOutput.Write(new
    {
        Model = Target.ToString(),
        Bytes,
        Format.Opset,
        Batch = Format.BatchSize,
        Weights = Precision,
        Quantization = Describe(Quantization),
        Verification = Verification is null ? null : new
        {
            Verification.Outputs.Images,
            Verification.Outputs.LargestDifference,
            Verification.Outputs.RelativeDifference,
            Verification.Outputs.Agreement,
            Logits = Verification.Logits is not { } logits ? null : new { logits.LargestDifference, logits.RelativeDifference, logits.Agreement },
        },
    });

    private void WriteText()
    {
        if (Quantization is not null)
            Console.Out.WriteLine(Quantization.ToText());
        string batch = Format.BatchSize is { } fixedBatch ? FormattableString.Invariant($"{fixedBatch}") : "N";
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Target}: {batch} x {Model.Spec.Input.Shape}, weights as {Precision}, {Format.Texts.Details}, {Bytes:N0} bytes"));
        if (Verification is { Outputs: var same, Logits: var logits } verified)
        {
            string before = logits is null ? "" : string.Create(CultureInfo.InvariantCulture, $"; before the {Model.Spec.Layers[^1].Type}, relative {logits.RelativeDifference:0.0e+0}");
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Compared on {Quantity.Of(same.Images, verified.IsOfRealImages ? "calibration image" : "random image")}{Format.Texts.ComparedIn}: largest difference {same.LargestDifference:0.0e+0}, relative {same.RelativeDifference:0.0e+0}, same answer for {same.Agreement:P0}{before}."));
        }
    }
}
