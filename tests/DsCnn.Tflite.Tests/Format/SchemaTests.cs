using System.Text;

namespace DsCnn.Tests;

/// <summary>What the schema and the runtimes' readers demand of every file.</summary>
public sealed class SchemaTests
{
    private static readonly TfliteExportOptions[] _options =
    [
        new(),
        new() { HalfPrecision = true },
        new() { Logits = true },
    ];

    public static TheoryData<string> Cases => new(Examples.Names);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Everything_that_is_named_is_there(string name)
    {
        foreach (RawModel file in Files(name))
        {
            Encoding.ASCII.GetString(file.File, 4, 4).Should().Be("TFL3");
            file.Model.Number(0).Should().Be(3);
            file.Buffers[0].Count.Should().Be(0, "tensors without numbers name this one");
            file.Codes.Should().OnlyContain(code => code.Old == code.New && code.Version >= 1).And.OnlyHaveUniqueItems();
            foreach (RawTensor tensor in file.Tensors)
            {
                tensor.Buffer.Should().BeInRange(0, file.Buffers.Length - 1);
                tensor.Shape.Should().OnlyContain(extent => extent > 0);
                if (!tensor.IsConstant)
                    continue;
                int width = tensor.Type switch { RawTensor.Int8 => 1, RawTensor.Float16 => 2, _ => 4 };
                file.Buffers[tensor.Buffer].Count.Should().Be((int)(tensor.Elements * width), tensor.Name);
            }

            file.Graph.Numbers(1).Concat(file.Graph.Numbers(2)).Concat(file.Steps.SelectMany(step => step.InputIndices.Append(step.OutputIndex)))
                .Should().OnlyContain(index => index >= 0 && index < file.Tensors.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_begin_at_multiples_of_16_bytes(string name)
    {
        foreach (RawModel file in Files(name))
            file.Buffers.Where(buffer => buffer.Count > 0).Should().OnlyContain(buffer => buffer.At % 16 == 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_stand_in_an_order_in_which_they_can_run(string name)
    {
        foreach (RawModel file in Files(name))
        {
            HashSet<int> known = [.. file.Graph.Numbers(1), .. Enumerable.Range(0, file.Tensors.Length).Where(i => file.Tensors[i].IsConstant)];
            foreach (RawStep step in file.Steps)
            {
                known.Should().Contain(step.InputIndices);
                known.Add(step.OutputIndex).Should().BeTrue("each tensor is given once");
            }

            known.Should().Contain(file.Graph.Numbers(2));
            known.Should().HaveCount(file.Tensors.Length, "nothing is left over");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Input_and_output_are_found_by_name(string name)
    {
        foreach (RawModel file in Files(name))
        {
            RawTable signature = file.Model.Tables(7).Should().ContainSingle().Subject;
            signature.Text(2).Should().Be("serving_default");
            (RawTable input, RawTable output) = (signature.Tables(0).Single(), signature.Tables(1).Single());
            (input.Text(0), input.Number(1)).Should().Be(("input", file.Graph.Numbers(1).Single()));
            output.Number(1).Should().Be(file.Graph.Numbers(2).Single());
            file.Tensors[output.Number(1)].Name.Should().Be(output.Text(0));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Versions_are_those_that_have_what_is_used(string name)
    {
        foreach (RawModel file in Files(name))
        {
            foreach (RawStep step in file.Steps)
            {
                // TensorFlow Lite's own table: 1 of numbers, later ones of signed bytes and of half precision.
                int expected = step switch
                {
                    { Kind: RawStep.Dequantize } when step.Inputs[0].Type == RawTensor.Float16 => 3,
                    { Kind: RawStep.Quantize or RawStep.Reshape } or { IsOnBytes: false } => 1,
                    { Kind: RawStep.Conv or RawStep.Depthwise } => 3,
                    { Kind: RawStep.Mul } when step.Inputs[0].Scales[0] * step.Inputs[1].Scales[0] / step.Output.Scales[0] >= 1 => 3,
                    _ => 2,
                };
                step.Version.Should().Be(expected, step.Output.Name);
            }

            bool isLater = file.Steps.Any(step => step is { Kind: RawStep.Mul or RawStep.Dequantize, Version: 3 });
            byte[] runtime = file.Metadata("min_runtime_version");
            runtime.Should().HaveCount(16);
            Encoding.ASCII.GetString(runtime).TrimEnd('\0').Should().Be(isLater ? "1.15.0" : "1.14.0");
        }
    }

    private static IEnumerable<RawModel> Files(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        foreach (TfliteExportOptions options in _options)
            yield return new RawModel(TfliteExporter.ToBytes(fixture.Original.Model, options));
        foreach (TfliteInterface form in Enum.GetValues<TfliteInterface>())
            yield return new RawModel(fixture.File(new TfliteExportOptions { Interface = form }));
    }
}
