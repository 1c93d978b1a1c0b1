namespace DsCnn.Tests.Files;

/// <summary>Files that change while a model is read from them, one weight at a time.</summary>
public sealed class ModelReaderTests : IDisposable
{
    private const string First = "layers.0.conv.weight", Last = "layers.1.conv.weight";
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_go_through_memory_that_the_next_one_overwrites()
    {
        Model(first: 1, last: 2).Write(Path);
        using var reader = ModelReader.Open(Path);

        WeightTensor first = reader.Read(First);
        first.ToFloats().Should().Equal(1, 1, 1);
        reader.Read(Last).ToFloats().Should().HaveCount(12_000).And.OnlyContain(x => x == 2);
        first.ToFloats().Should().Equal(2, 2, 2);
    }

    [Fact]
    public void A_file_that_is_cut_short_meanwhile_is_refused_where_its_numbers_end()
    {
        Model(first: 1, last: 2).Write(Path);
        using var reader = ModelReader.Open(Path);
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(file.Length - 20_000);

        reader.Read(First).ToFloats().Should().Equal(1, 1, 1);
        FluentActions.Invoking(() => reader.Read(Last)).Should().Throw<InvalidDataException>().WithMessage($"{Path}: the file was cut short while it was read.");
        FluentActions.Invoking(reader.ReadAll).Should().Throw<InvalidDataException>().WithMessage($"{Path}: the file was cut short while it was read.");
    }

    [Fact]
    public void A_file_that_another_one_replaces_meanwhile_is_read_to_its_end()
    {
        Model(first: 1, last: 2).Write(Path);
        using var reader = ModelReader.Open(Path);
        reader.Read(First).ToFloats().Should().Equal(1, 1, 1);
        Model(first: 3, last: 4).Write(Path);

        reader.Read(Last).ToFloats().Should().HaveCount(12_000).And.OnlyContain(x => x == 2);
        ModelFile.Read(Path).Weights[Last].ToFloats().Should().OnlyContain(x => x == 4);
    }

    private static ModelFile Model(float first, float last)
    {
        ModelSpec spec = new ModelSpec(new InputSpec(1, 2, 2), [new ConvSpec { Filters = 3, Kernel = 1 }, new ConvSpec { Filters = 4000, Kernel = 1 }]) with { BatchNorm = null };
        return new ModelFile(spec, new WeightSet(spec.Weights.Select(w =>
            KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, Enumerable.Repeat(w.Name == First ? first : last, (int)w.Elements).ToArray())))));
    }
}
