using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class LowRankFactorizationTests
{
    private static readonly CalibrationOptions _calibration = new() { Images = 32, BatchSize = 16 };

    /// <summary>A fully connected layer alone: its inputs are the images, so everything can be computed here.</summary>
    private static readonly ModelFile _linear = CompressionCases.Random(new ModelSpec(new InputSpec(1, 8, 8), [new FullyConnectedSpec { Units = 24 }, new FullyConnectedSpec { Units = 4 }]));

    [Fact]
    public void Without_images_the_error_is_the_tail_of_the_weights_singular_values()
    {
        using DsCnnModel model = DsCnnModel.From(_linear);
        (ModelFile low, RankPlan plan) = model.Decompose(new LowRankOptions { Energy = 0.8 }, null, null, default);
        RankChoice choice = plan.Ranks.Single(r => r.Layer.Name == "layers.0");

        using DisposeScope scope = NewDisposeScope();
        Tensor weight = Matrix(_linear, "layers.0.weight");
        double[] singular = linalg.svdvals(weight).data<double>().ToArray();
        Tensor product = Matrix(low, "layers.1.weight").mm(Matrix(low, "layers.0.weight"));
        double error = (weight - product).pow(2).sum().item<double>();
        error.Should().BeApproximately(singular.Skip(choice.Rank).Sum(s => s * s), 1e-5);
        choice.Kept.Should().BeApproximately(1 - (error / singular.Sum(s => s * s)), 1e-6).And.BeGreaterThanOrEqualTo(0.8);
        (singular.Take(choice.Rank - 1).Sum(s => s * s) / singular.Sum(s => s * s)).Should().BeLessThan(0.8, "it is the least such rank");
    }

    [Fact]
    public void On_images_the_error_of_the_outputs_is_the_tail_of_the_singular_values_of_W_C_to_the_half()
    {
        ImageSet images = TinyData.Quarters(32);
        using DsCnnModel model = DsCnnModel.From(_linear);
        (ModelFile low, RankPlan plan) = model.Decompose(new LowRankOptions { Energy = 0.99 }, images, _calibration, default);
        RankChoice choice = plan.Ranks.Single(r => r.Layer.Name == "layers.0");

        using DisposeScope scope = NewDisposeScope();
        Tensor x = ImageBatch.Images(images, [.. Enumerable.Range(0, 32)]).flatten(1).to(ScalarType.Float64);
        Tensor weight = Matrix(_linear, "layers.0.weight");
        (Tensor values, Tensor vectors) = linalg.eigh(x.t().mm(x) / 32);
        Tensor root = vectors.mm(diag(values.clamp_min(0).sqrt())).mm(vectors.t());
        double[] singular = linalg.svdvals(weight.mm(root)).data<double>().ToArray();
        Tensor product = Matrix(low, "layers.1.weight").mm(Matrix(low, "layers.0.weight"));
        double error = x.mm((weight - product).t()).pow(2).sum().item<double>() / 32;
        error.Should().BeApproximately(singular.Skip(choice.Rank).Sum(s => s * s), 1e-4 * singular.Sum(s => s * s));

        double plain = Error(model.Factorize(new LowRankOptions { Energy = 1e-9 }).Model, x, weight), aware = Error(model.Factorize(new LowRankOptions { Energy = 1e-9 }, images, _calibration).Model, x, weight);
        aware.Should().BeLessThan(plain, "the same rank 1 serves these images better");
    }

    [Fact]
    public void Full_ranks_reproduce_the_outputs()
    {
        // Every matrix of these layers has so few directions that even its full rank saves.
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed()).With((name, values) => name is "layers.1.pointwise.weight" or "layers.2.pointwise.weight" or "layers.6.weight"
            ? [.. values.Select((_, i) => (float)Math.Sin(i / (int)Math.Sqrt(values.Length)) * (float)Math.Cos(i % (int)Math.Sqrt(values.Length)))] : values);
        using DsCnnModel model = DsCnnModel.From(file);

        (ModelFile low, RankPlan plan) = model.Decompose(new LowRankOptions { Energy = 1 - 1e-12 }, TinyData.Quarters(32), _calibration, default);

        plan.Ranks.Select(r => r.Layer.Name).Should().Contain("layers.1.pointwise").And.Contain("layers.2.pointwise");
        plan.Skipped.Should().Contain(s => s.Name == "layers.5.pointwise.0" && s.Reason == "it is of low rank already");
        using Tensor x = ImageBatch.Images(TinyData.Quarters(32), [.. Enumerable.Range(0, 8)]);
        PrunerTests.Close(PrunerTests.Logits(low, x), PrunerTests.Logits(file, x), 1e-4);
    }

    [Fact]
    public void Every_kind_of_layer_can_be_factorized_and_the_network_stays_an_ordinary_one()
    {
        ModelFile file = CompressionCases.Random(CompressionCases.Mixed());
        using DsCnnModel model = DsCnnModel.From(file);

        (ModelFile low, RankPlan plan) = model.Decompose(new LowRankOptions { Energy = 0.5 }, TinyData.Quarters(32), _calibration, default);

        plan.Ranks.Select(r => r.Layer.Part).Distinct().Should().BeEquivalentTo(Enum.GetValues<LinearPart>());
        low.Spec.Should().Be(plan.Spec);
        low.Spec.Cost.Parameters.Should().Be(file.Spec.Cost.Parameters - plan.Ranks.Sum(r => r.Layer.SavedParameters(r.Rank)));
        using DsCnnModel made = DsCnnModel.From(low);
        made.parameters().Sum(p => p.numel()).Should().Be(low.Spec.Cost.Parameters);
        made.Prune(new PruningOptions { Ratio = 0.3 }, ChannelCriterion.Taylor, TinyData.Quarters(32)).Model.Spec.Cost.Parameters.Should().BeLessThan(low.Spec.Cost.Parameters);
        using Tensor x = PrunerTests.Images();
        using Tensor expected = MaskedForward.Run(low, x, new Dictionary<string, float[]>());
        PrunerTests.Close(PrunerTests.Logits(low, x), expected.Values());
    }

    private static double Error(ModelFile low, Tensor x, Tensor weight)
    {
        Tensor product = Matrix(low, "layers.1.weight").mm(Matrix(low, "layers.0.weight"));
        return x.mm((weight - product).t()).pow(2).sum().item<double>();
    }

    private static Tensor Matrix(ModelFile file, string name) =>
        tensor(file.Weights[name].ToFloats(), [.. file.Weights[name].Dimensions.Select(d => (long)d)]).to(ScalarType.Float64);
}
