namespace DsCnn.Tests;

/// <summary>Every written fixture in LiteRT: float32 as PyTorch computed it, bytes as the reference computes them but for where each rounds.</summary>
public sealed class LiteRtTests(LiteRtTests.Runs runs) : IClassFixture<LiteRtTests.Runs>
{
    /// <summary>LiteRT's kernels round once where TensorFlow Lite's reference rounds twice: a step here and there, which the blocks behind it make several.</summary>
    private const double MostSteps = 6.5;

    public static TheoryData<string> Cases => new(Examples.Names);

    [LiteRtTheory]
    [MemberData(nameof(Cases))]
    public void Float32_equals_PyTorch(string name) => runs.Of(name, Form.Float32).ShouldBeClose(Examples.Load(name).Output, 1e-5);

    [LiteRtTheory]
    [MemberData(nameof(Cases))]
    public void Half_precision_equals_PyTorch_to_three_digits(string name) => runs.Of(name, Form.Float16).ShouldBeClose(Examples.Load(name).Output, 5e-3);

    [LiteRtTheory]
    [MemberData(nameof(Cases))]
    public void Logits_of_bytes_are_within_steps_of_the_reference(string name)
    {
        QuantizedFixture fixture = QuantizedFixture.Load(name);
        float[] reference = Written.Run(fixture.File(Options(Form.Int8)), fixture.Original);
        Written.Steps(runs.Of(name, Form.Int8).ToFloats(), reference, fixture.LogitStep).Should().BeLessThan(MostSteps);
    }

    public enum Form
    {
        Float32,
        Float16,
        Int8,
    }

    private static TfliteExportOptions Options(Form form) => new() { HalfPrecision = form == Form.Float16, Logits = form == Form.Int8 };

    /// <summary>All files at once: LiteRT takes longer to start than to run.</summary>
    public sealed class Runs
    {
        private readonly Lazy<Dictionary<(string, Form), float[]>> _outputs = new(RunAll);

        internal WeightTensor Of(string name, Form form)
        {
            Fixture fixture = Examples.Load(name);
            return WeightTensor.FromFloats(fixture.Output.Dimensions, ImageLayout.ChannelsFirst(_outputs.Value[(name, form)], fixture.Model.Spec.Output));
        }

        private static Dictionary<(string, Form), float[]> RunAll()
        {
            (string Name, Form Form)[] jobs = [.. Examples.Names.SelectMany(name => Enum.GetValues<Form>().Select(form => (name, form)))];
            List<float[]> outputs = LiteRt.Run([.. jobs.Select(Job)]);
            return jobs.Zip(outputs).ToDictionary(run => run.First, run => run.Second);
        }

        private static (byte[] File, float[] Input) Job((string Name, Form Form) job)
        {
            QuantizedFixture fixture = QuantizedFixture.Load(job.Name);
            byte[] file = job.Form == Form.Int8
                ? fixture.File(Options(job.Form))
                : TfliteExporter.ToBytes(fixture.Original.Model, Options(job.Form) with { BatchSize = fixture.Images });
            return (file, ImageLayout.ChannelsLast(fixture.Original.Input.ToFloats(), fixture.Folded.Spec.Input.Shape));
        }
    }
}
