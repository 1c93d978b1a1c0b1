namespace DsCnn.Tests;

/// <summary>Every written fixture computes what PyTorch computed in double precision.</summary>
public sealed class FloatTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Cases => new(Examples.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_PyTorch(string name)
    {
        Fixture fixture = Examples.Load(name);
        Run(fixture, new TfliteExportOptions()).ShouldBeClose(fixture.Output, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_PyTorch_before_the_softmax(string name)
    {
        Fixture fixture = Examples.Load(name);
        Run(fixture, new TfliteExportOptions { Logits = true }).ShouldBeClose(fixture.Logits, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_PyTorch_in_half_precision_to_three_digits(string name)
    {
        // Half precision rounds each weight by up to 2^-11, 5e-4.
        Fixture fixture = Examples.Load(name);
        Run(fixture, new TfliteExportOptions { HalfPrecision = true }).ShouldBeClose(fixture.Output, 5e-3);
    }

    private static WeightTensor Run(Fixture fixture, TfliteExportOptions options)
    {
        ModelSpec spec = fixture.Model.Spec;
        byte[] file = TfliteExporter.ToBytes(fixture.Model, options with { BatchSize = fixture.Input.Dimensions[0] });
        float[] outputs = TfliteReference.Open(file).Run(ImageLayout.ChannelsLast(fixture.Input.ToFloats(), spec.Input.Shape));
        return WeightTensor.FromFloats(fixture.Output.Dimensions, ImageLayout.ChannelsFirst(outputs, spec.Output));
    }
}
