namespace DsCnn.Tests;

/// <summary>Every fixture as bytes: near what PyTorch computed in double precision, and near what the library's own rules for whole numbers give.</summary>
public sealed class Int8Tests
{
    /// <summary>A step is 1/255 of the range. Blocks that follow each other, and the sums over their rounding, make it several; so many in the worst number of any fixture.</summary>
    private const double MostSteps = 9;

    /// <summary>The same between two engines that both round, and round averages differently: TFLite's kernels keep an average in the steps of its map.</summary>
    private const double MostStepsBetween = 12.5;

    public static TheoryData<string> Cases => new(Examples.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_within_steps_of_PyTorch(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        float[] logits = Written.Run(fixture.File(new TfliteExportOptions { Logits = true }), fixture.Original);
        Written.Steps(logits, fixture.Original.Logits.ToFloats(), fixture.LogitStep).Should().BeLessThan(MostSteps);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_within_steps_of_the_managed_engine(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        float[] logits = Written.Run(fixture.File(new TfliteExportOptions { Logits = true }), fixture.Original);
        var engine = new CompiledNetwork(fixture.Folded with { Quantization = fixture.WithLogits }, fixture.Folded.Spec.Plan.Logits.Name);
        float[] images = fixture.Original.Input.ToFloats(), managed = new float[logits.Length];
        new NetworkRun(engine, threads: 1).Run(images, managed, CancellationToken.None);
        Written.Steps(logits, managed, fixture.LogitStep).Should().BeLessThan(MostStepsBetween);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_in_and_out_are_the_same_network(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        Written.Run(fixture.File(new TfliteExportOptions { Interface = TfliteInterface.Int8 }), fixture.Original)
            .Should().Equal(Written.Run(fixture.File(new TfliteExportOptions()), fixture.Original));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_number_is_left_between_bytes(string name)
    {
        FileContent file = FileReader.Read(QuantizedFixture.Load(name).File(new TfliteExportOptions { Interface = TfliteInterface.Int8 }));
        file.Tensors.Should().OnlyContain(tensor => tensor.Type == TensorType.Int8 || tensor.Type == TensorType.Int32);
        file.Operators.Should().NotContain(step => step.Kind == OperatorKind.Quantize || step.Kind == OperatorKind.Dequantize);
    }
}
