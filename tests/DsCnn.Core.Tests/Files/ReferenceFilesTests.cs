namespace DsCnn.Tests;

/// <summary>Model files that an independent PyTorch implementation wrote (tests/reference).</summary>
public sealed class ReferenceFilesTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "fixtures");

    public static TheoryData<string> Names => new(Directory.GetFiles(_folder, "*.model.safetensors").Select(p => Path.GetFileName(p)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_written_by_PyTorch_is_read_with_every_tensor_under_its_name(string name)
    {
        string path = Path.Combine(_folder, name);
        RawSafetensors raw = RawSafetensors.Parse(File.ReadAllBytes(path));

        ModelFile model = ModelFile.Read(path);

        model.Weights.Keys.Should().BeEquivalentTo(
            raw.Header.EnumerateObject().Select(p => p.Name)
                .Where(n => n != "__metadata__" && !n.EndsWith("num_batches_tracked", StringComparison.Ordinal)));
        model.Weights.Should().OnlyContain(w => raw.Floats(w.Key).SequenceEqual(w.Value.ToFloats()));
    }
}
