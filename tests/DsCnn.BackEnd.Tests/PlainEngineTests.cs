using DsCnn;
using DsCnn.Files;
using DsCnn.Plan;

namespace BackEnd.Tests;

/// <summary>Every network of the fixtures, with every layer and option there is, against what PyTorch computed for it in double precision.</summary>
public sealed class PlainEngineTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "fixtures");

    public static TheoryData<string> Networks =>
        new(Directory.GetFiles(_folder, "*.model.safetensors").Select(path => Path.GetFileName(path).Replace(".model.safetensors", "")).Order());

    [Theory]
    [MemberData(nameof(Networks))]
    public void Equals_PyTorch(string name) => Compare(name, model => model);

    [Theory]
    [MemberData(nameof(Networks))]
    public void Equals_PyTorch_with_folded_batch_norms(string name) => Compare(name, model => model.FoldBatchNorm());

    private static void Compare(string name, Func<ModelFile, ModelFile> change)
    {
        ModelFile model = change(ModelFile.Read(Path.Combine(_folder, $"{name}.model.safetensors")));
        using var expected = SafetensorsFile.Open(Path.Combine(_folder, $"{name}.expected.safetensors"));
        NetworkPlan plan = model.Spec.Plan;
        double[] images = Numbers("input"), outputs = Numbers("eval.output"), logits = Numbers("eval.logits");
        var engine = new PlainEngine(model);
        double[][][] runs = [.. images.Chunk(plan.Input.Shape.Elements).Select(engine.Run)];

        Distance(runs.SelectMany(values => values[plan.Output.Index]), outputs).Should().BeLessThan(1e-5);
        Distance(runs.SelectMany(values => values[plan.Logits.Index]), logits).Should().BeLessThan(1e-5);

        double[] Numbers(string tensor) => [.. expected.Read(tensor).ToFloats().Select(x => (double)x)];
    }

    /// <summary>The largest difference, relative to the largest expected number.</summary>
    private static double Distance(IEnumerable<double> actual, double[] expected)
    {
        double[] numbers = [.. actual];
        numbers.Should().HaveSameCount(expected);
        return numbers.Zip(expected, (x, y) => Math.Abs(x - y)).Max() / Math.Max(1e-6, expected.Max(Math.Abs));
    }
}
