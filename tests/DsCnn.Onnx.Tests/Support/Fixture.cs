namespace DsCnn.Tests;

/// <summary>A model file that an independent PyTorch implementation wrote (tests/reference), with what that implementation computed.</summary>
internal sealed record Fixture(ModelFile Model, WeightTensor Input, WeightTensor Output, WeightTensor Logits)
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "fixtures");

    internal static IEnumerable<string> Names =>
        Directory.GetFiles(_folder, "*.model.safetensors").Select(p => Path.GetFileName(p).Replace(".model.safetensors", "")).Order();

    internal static Fixture Load(string name)
    {
        using var expected = SafetensorsFile.Open(Path.Combine(_folder, name + ".expected.safetensors"));
        return new Fixture(
            ModelFile.Read(Path.Combine(_folder, name + ".model.safetensors")),
            expected.Read("input"), expected.Read("eval.output"), expected.Read("eval.logits"));
    }
}
