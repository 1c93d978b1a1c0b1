namespace DsCnn.Tests;

/// <summary>Every exported fixture, run by ONNX Runtime, computes what PyTorch computed in double precision.</summary>
public sealed class ReferenceTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases => new(Fixture.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_folded_batch_norms(string name)
    {
        Fixture fixture = Fixture.Load(name);
        Network.Run(OnnxExporter.ToBytes(fixture.Model), fixture.Input).ShouldBeClose(fixture.Output, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void With_batch_norms_and_the_newest_operators(string name)
    {
        Fixture fixture = Fixture.Load(name);
        var options = new OnnxExportOptions { FoldBatchNorm = false, Opset = OnnxExportOptions.MaxOpset };
        Network.Run(OnnxExporter.ToBytes(fixture.Model, options), fixture.Input).ShouldBeClose(fixture.Output, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Before_the_softmax(string name)
    {
        Fixture fixture = Fixture.Load(name);
        var options = new OnnxExportOptions { Output = OnnxOutput.Logits };
        Network.Run(OnnxExporter.ToBytes(fixture.Model, options), fixture.Input).ShouldBeClose(fixture.Logits, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_half_precision_to_three_digits(string name)
    {
        // Half precision rounds each weight by up to 2^-11, 5e-4.
        Fixture fixture = Fixture.Load(name);
        var options = new OnnxExportOptions { HalfPrecision = true };
        Network.Run(OnnxExporter.ToBytes(fixture.Model, options), fixture.Input).ShouldBeClose(fixture.Output, 5e-3);
    }
}
