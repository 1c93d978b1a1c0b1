using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class ChannelImportanceTests
{
    private static readonly ModelFile _file = CompressionCases.Random(CompressionCases.Mixed());
    private static readonly CalibrationOptions _oneBatch = new() { Images = 16, BatchSize = 16 };

    [Theory]
    [InlineData("layers.1 hidden", 0, "layers.1.bn_1")]
    [InlineData("layers.1 hidden", 1, "layers.1.bn_2")]
    [InlineData("layers.2 SE", 0, "layers.2.se.reduce_conv")]
    [InlineData("layers.6 units", 0, "layers.6")]
    [InlineData("layers.5 outputs", 0, "layers.5.bn_3")]
    public void Taylor_is_the_squared_derivative_of_the_loss_by_a_factor_on_the_channel(string group, int set, string place)
    {
        ImageSet images = TinyData.Quarters(16);
        using DsCnnModel model = DsCnnModel.From(_file);
        double[] scores = [.. model.Score(ChannelCriterion.Taylor, images, _oneBatch).Single(s => s.Group.Name == group).Values[set]];

        double Loss(int channel, double factor)
        {
            using var scope = NewDisposeScope();
            float[] mask = [.. Enumerable.Range(0, scores.Length).Select(c => c == channel ? (float)factor : 1f)];
            Tensor x = ImageBatch.Images(images, [.. Enumerable.Range(0, 16)]);
            Tensor logits = MaskedForward.Run(_file, x, new Dictionary<string, float[]> { [place] = mask });
            return nn.functional.cross_entropy(logits.to(ScalarType.Float64), tensor([.. Enumerable.Range(0, 16).Select(i => (long)images.GetLabel(i))])).item<double>();
        }

        const double step = 0.02;
        double[] numeric = [.. Enumerable.Range(0, scores.Length).Select(c => Math.Pow((Loss(c, 1 + step) - Loss(c, 1 - step)) / (2 * step), 2))];
        double size = numeric.Max();
        scores.Zip(numeric, (a, b) => Math.Abs(a - b) / size).Max().Should().BeLessThan(0.01);
    }

    [Fact]
    public void Batch_norm_scales_and_filter_norms_are_relative_to_their_layer()
    {
        using DsCnnModel model = DsCnnModel.From(_file);
        float[] scales = _file.Weights["layers.1.bn_1.weight"].ToFloats();
        double size = Math.Sqrt(scales.Average(s => (double)s * s));
        Scores(model, ChannelCriterion.BatchNormScale).Should().Equal(scales.Select(s => Math.Abs(s) / size), (a, b) => Math.Abs(a - b) < 1e-6);

        double[] norms = [.. _file.Weights["layers.1.conv_1.weight"].ToFloats().Chunk(6).Select(filter => Math.Sqrt(filter.Sum(w => (double)w * w)))];
        double mean = Math.Sqrt(norms.Average(n => n * n));
        Scores(model, ChannelCriterion.WeightNorm).Should().Equal(norms.Select(n => n / mean), (a, b) => Math.Abs(a - b) < 1e-6);

        static IEnumerable<double> Scores(DsCnnModel model, ChannelCriterion criterion) =>
            model.Score(criterion).Single(s => s.Group.Name == "layers.1 hidden").Values[0];
    }

    [Fact]
    public void Gate_activity_is_the_mean_size_behind_the_gate()
    {
        // With the batch norm's scales at 0, what comes out of it is swish of its shift everywhere, and so the gate sees the same mean for every image.
        ModelFile file = _file.With((name, values) => name == "layers.1.bn_2.weight" ? new float[values.Length] : values);
        using DsCnnModel model = DsCnnModel.From(file);

        double[] scores = [.. model.Score(ChannelCriterion.GateActivity, TinyData.Quarters(16), _oneBatch).Single(s => s.Group.Name == "layers.1 hidden").Values[1]];

        double[] x = [.. Numbers("bn_2.bias").Select(Swish)];
        double reduced = Swish(Numbers("se.reduce_conv.bias")[0] + Numbers("se.reduce_conv.weight").Zip(x, (w, v) => w * v).Sum());
        double[] gated = [.. x.Select((v, i) => Math.Abs(v) * Sigmoid((Numbers("se.expand_conv.weight")[i] * reduced) + Numbers("se.expand_conv.bias")[i]))];
        double size = Math.Sqrt(gated.Average(g => g * g));
        scores.Should().Equal(gated.Select(g => g / size), (a, b) => Math.Abs(a - b) < 1e-5);

        double[] Numbers(string name) => [.. file.Weights[$"layers.1.{name}"].ToFloats().Select(v => (double)v)];
        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
        static double Swish(double v) => v * Sigmoid(v);
    }

    [Fact]
    public void The_network_is_left_as_it_was()
    {
        using DsCnnModel model = DsCnnModel.From(_file);
        model.train();
        foreach (ChannelCriterion criterion in Enum.GetValues<ChannelCriterion>())
            model.Score(criterion, TinyData.Quarters(16), _oneBatch);

        model.training.Should().BeTrue();
        model.CopyWeights().Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(_file.Weights[w.Key].ToFloats()));
        model.parameters().All(p => p.grad is null).Should().BeTrue();
    }
}
