namespace DsCnn.Tests;

/// <summary>A fixture as bytes, calibrated on the images that it comes with.</summary>
internal sealed record QuantizedFixture(Fixture Original, ModelFile Folded, QuantizationSpec Spec)
{
    internal static QuantizedFixture Load(string name)
    {
        Fixture fixture = Examples.Load(name);
        ModelFile folded = fixture.Model.FoldBatchNorm();
        return new QuantizedFixture(fixture, folded, Calibration.SpecOf(folded, fixture.Input.ToFloats()));
    }

    internal int Images => Original.Input.Dimensions[0];

    /// <summary>What a step of the logits is worth.</summary>
    internal double LogitStep => (Spec.Logits ?? Spec.Activations.Single(activation => activation.Name == Folded.Spec.Plan.Logits.Name)).Scale;

    /// <summary>The same where logits are named among the values: then every engine rounds them.</summary>
    internal QuantizationSpec WithLogits => Spec.Logits is { } logits ? Spec with { Activations = [.. Spec.Activations, logits], Logits = null } : Spec;

    internal byte[] File(TfliteExportOptions options) => TfliteExporter.ToBytes(Folded, options with { BatchSize = Images, Quantization = Spec });
}
