namespace DsCnn.Cli;

/// <summary>An ONNX file, compared in ONNX Runtime.</summary>
/// <param name="Version">The version of the operators.</param>
/// <param name="Compact">Whether internal names are short.</param>
/// <param name="Engine">How ONNX Runtime runs it.</param>
internal sealed record OnnxFormat(int Version, bool Compact, OnnxRuntimeOptions Engine) : ExportFormat
{
    internal override string Kind => "ONNX file";

    internal override int? Opset => Version;

    internal override (string Details, string ComparedIn) Texts => (FormattableString.Invariant($"opset {Version}"), "");

    internal override byte[] Make(ModelFile model) => OnnxExporter.ToBytes(model, new OnnxExportOptions
    {
        BatchSize = BatchSize,
        Output = Logits ? OnnxOutput.Logits : OnnxOutput.Probabilities,
        Opset = Version,
        HalfPrecision = HalfPrecision,
        Compact = Compact,
        Quantization = Quantization,
    });

    internal override IExportedNetwork Open(byte[] file, ModelSpec spec) => new OnnxNetwork(file, spec.Input, Engine);
}
