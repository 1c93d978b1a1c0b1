namespace DsCnn.Tests;

public sealed class WeightSharingTests
{
    [Fact]
    public void Large_tensors_have_few_values_and_the_file_packs_well()
    {
        ModelSpec spec = Models.Small28();
        var random = new Random(1);
        var model = new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(
            w.Name, WeightTensor.FromFloats(w.Dimensions, [.. Enumerable.Range(0, (int)w.Elements).Select(_ => (float)random.NextDouble())])))));

        SharedWeights shared = model.Share(new SharingOptions { Bits = 3 }, default);

        shared.Model.Spec.Should().Be(spec with { Name = spec.Name + "-shared" });
        foreach (SharedTensor tensor in shared.Tensors)
        {
            shared.Model.Weights[tensor.Name].ToFloats().Distinct().Should().HaveCount(tensor.Values).And.HaveCountLessThanOrEqualTo(8);
            tensor.RelativeError.Should().BeInRange(0.01, 0.1, "eighths of a range err by about 1/28 of it");
        }

        shared.Model.Weights["layers.0.bn_1.weight"].Should().BeSameAs(model.Weights["layers.0.bn_1.weight"]);
        shared.Skipped.Should().ContainEquivalentOf(new SkippedLayer { Name = "layers.0.se.reduce_conv.weight", Reason = "it has 32 numbers, fewer than 256" });
        shared.Model.PackedBytes().Should().BeLessThan(model.PackedBytes() / 4);
        CompressionStep step = model.ShareWeights(new SharingOptions { Bits = 3 }).Report.Steps.Single();
        step.Done.Should().HaveCount(shared.Tensors.Length);
        step.After.PackedBytes.Should().Be(shared.Model.PackedBytes());
        step.Before.PackedBytes.Should().Be(model.PackedBytes());
        model.PackedBytes().Should().BeLessThan(ModelFile.SizeOf(spec) + 1000);
    }

    [Fact]
    public void Impossible_codebooks_are_refused() =>
        FluentActions.Invoking(() => new SharingOptions { Bits = 0 }).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("Bits must be at least 1 and at most 8. Received: 0.*");
}
