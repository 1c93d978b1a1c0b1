namespace DsCnn.Tests;

/// <summary>What the kernels of TensorFlow Lite, TensorFlow Lite Micro and XNNPACK demand of operators, over every network.</summary>
public sealed class KernelRuleTests
{
    private static readonly int[] _allowed =
    [
        RawStep.Add, RawStep.AveragePool, RawStep.Conv, RawStep.Depthwise, RawStep.Dequantize, RawStep.FullyConnected, RawStep.Logistic, RawStep.MaxPool, RawStep.Mul, RawStep.Reshape,
        RawStep.Softmax, RawStep.Pad, RawStep.Quantize,
    ];

    public static TheoryData<string> Cases => new(Examples.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_operators_that_every_runtime_has(string name) => Steps(name).Select(step => step.Kind).Should().BeSubsetOf(_allowed);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_operator_has_its_options(string name)
    {
        foreach (RawStep step in Steps(name))
        {
            // The places of the tables in the schema's union.
            int expected = step.Kind switch
            {
                RawStep.Conv => 1,
                RawStep.Depthwise => 2,
                RawStep.AveragePool or RawStep.MaxPool => 5,
                RawStep.FullyConnected => 8,
                RawStep.Softmax => 9,
                RawStep.Add => 11,
                RawStep.Reshape => 17,
                RawStep.Mul => 21,
                RawStep.Pad => 22,
                RawStep.Dequantize => 38,
                RawStep.Quantize => 89,
                _ => 0,
            };
            step.OptionsKind.Should().Be(expected);
            (step.Options is not null).Should().Be(expected != 0);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shapes_are_what_the_operators_compute(string name)
    {
        foreach (RawStep step in Steps(name))
        {
            (int[] from, int[] to) = (step.Inputs[0].Shape, step.Output.Shape);
            switch (step.Kind)
            {
                case RawStep.Conv or RawStep.Depthwise:
                    int[] kernel = step.Inputs[1].Shape;
                    to.Should().Equal(from[0], Slide(from[1], kernel[1], step), Slide(from[2], kernel[2], step), kernel[step.Kind == RawStep.Conv ? 0 : 3]);
                    step.Inputs[2].Shape.Should().Equal(to[3]);
                    if (step.Kind == RawStep.Conv)
                        kernel[3].Should().Be(from[3], "groups need version 6 of CONV_2D, which not every chip's kernels have");
                    else
                        (from[3] * step.Options!.Number(3)).Should().Be(kernel[3], "the depth multiplier says so");
                    break;
                case RawStep.AveragePool or RawStep.MaxPool:
                    to.Should().Equal(from[0], Slide(from[1], step.Options!.Number(4), step), Slide(from[2], step.Options.Number(3), step), from[3]);
                    step.Options.Small(0).Should().Be(1, "pools have no padding");
                    break;
                case RawStep.FullyConnected:
                    to.Should().Equal(from[0], step.Inputs[1].Shape[0]);
                    step.Inputs[1].Shape[1].Should().Be(from[1]);
                    break;
                case RawStep.Pad:
                    int[] paddings = step.Inputs[1].Integers;
                    step.Inputs[1].Shape.Should().Equal(4, 2);
                    to.Should().Equal(from.Select((extent, i) => extent + paddings[2 * i] + paddings[(2 * i) + 1]));
                    break;
                case RawStep.Reshape:
                    step.Output.Elements.Should().Be(step.Inputs[0].Elements);
                    step.Options!.Numbers(0).Should().Equal(to);
                    step.Inputs[1].Integers.Should().Equal(to);
                    break;
                default:
                    to.Should().Equal(from);
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_mean_what_the_kernels_demand(string name)
    {
        foreach (RawStep step in Steps(name).Where(step => step.IsOnBytes && step.Kind != RawStep.Dequantize))
        {
            step.Output.Type.Should().Be(RawTensor.Int8);
            switch (step.Kind)
            {
                case RawStep.Logistic or RawStep.Softmax:
                    step.Output.Scales.Should().Equal(1f / 256);
                    step.Output.ZeroPoints.Should().Equal(-128);
                    break;
                case RawStep.AveragePool or RawStep.MaxPool or RawStep.Reshape or RawStep.Pad:
                    step.Output.Scales.Should().Equal(step.Inputs[0].Scales);
                    step.Output.ZeroPoints.Should().Equal(step.Inputs[0].ZeroPoints);
                    break;
                case RawStep.Conv or RawStep.Depthwise:
                    RequireFilters(step);
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_tensor_of_bytes_says_what_they_mean(string name)
    {
        foreach (RawTensor tensor in Files(name).SelectMany(file => file.Tensors))
        {
            tensor.Scales.Should().HaveSameCount(tensor.ZeroPoints);
            tensor.Scales.All(scale => scale > 0).Should().BeTrue(tensor.Name);
            if (tensor.Type == RawTensor.Int8)
                tensor.Scales.Should().NotBeEmpty();
            if (tensor.Type is RawTensor.Float32 or RawTensor.Float16)
                tensor.Scales.Should().BeEmpty();
            tensor.ZeroPoints.All(zero => zero is >= -128 and <= 127).Should().BeTrue(tensor.Name);
            if (tensor.Scales.Length > 1)
                tensor.Shape[tensor.Dimension].Should().Be(tensor.Scales.Length);
        }
    }

    /// <summary>Scales for each filter, zero points 0, and biases in units of the sums.</summary>
    private static void RequireFilters(RawStep step)
    {
        (RawTensor weight, RawTensor bias) = (step.Inputs[1], step.Inputs[2]);
        int filters = step.Output.Shape[3];
        weight.Type.Should().Be(RawTensor.Int8);
        weight.Scales.Should().HaveCount(filters);
        weight.ZeroPoints.Should().OnlyContain(zero => zero == 0);
        weight.Dimension.Should().Be(step.Kind == RawStep.Conv ? 0 : 3);
        weight.Model.File.AsSpan(weight.Model.Buffers[weight.Buffer].At, (int)weight.Elements).Contains(unchecked((byte)-128)).Should().BeFalse("both sides of a filter are alike");
        bias.Type.Should().Be(RawTensor.Int32);
        bias.Dimension.Should().Be(0);
        bias.ZeroPoints.Should().OnlyContain(zero => zero == 0);
        bias.Scales.Should().HaveCount(filters);
        for (int i = 0; i < filters; i++)
            ((double)bias.Scales[i]).Should().BeApproximately((double)step.Inputs[0].Scales[0] * weight.Scales[i], bias.Scales[i] * 1e-6);
    }

    /// <summary>The schema's SAME and VALID.</summary>
    private static int Slide(int size, int kernel, RawStep step)
    {
        int stride = step.Options!.Number(2);
        step.Options.Number(1).Should().Be(stride);
        return step.Options.Small(0) == 0 ? (size + stride - 1) / stride : (size - kernel + stride) / stride;
    }

    private static IEnumerable<RawStep> Steps(string name) => Files(name).SelectMany(file => file.Steps);

    private static IEnumerable<RawModel> Files(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        return
        [
            new RawModel(TfliteExporter.ToBytes(fixture.Original.Model, new TfliteExportOptions { HalfPrecision = true })),
            new RawModel(fixture.File(new TfliteExportOptions())),
            new RawModel(fixture.File(new TfliteExportOptions { Interface = TfliteInterface.Int8 })),
        ];
    }
}
