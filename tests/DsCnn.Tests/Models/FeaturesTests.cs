using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class FeaturesTests
{
    [Fact]
    public void The_head_applied_to_the_features_gives_the_logits()
    {
        using DsCnnModel model = Network();
        using DisposeScope scope = NewDisposeScope();
        model.eval();
        Tensor x = rand(3, 3, 32, 32);
        Tensor features = model.Features(x);
        Dictionary<string, Parameter> weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        string head = $"layers.{model.Spec.Layers.Length - 2}";

        features.shape.Should().Equal(3, 24);
        Tensor logits = nn.functional.linear(features, weights[$"{head}.weight"], weights[$"{head}.bias"]);
        logits.Values().Zip(model.Logits(x).Values()).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void Maps_come_at_the_strides_asked_for_in_that_order()
    {
        using DsCnnModel model = Network();
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<Tensor> maps = model.FeatureMaps(rand(2, 3, 32, 32), 8, 2, 2);

        maps.Select(m => string.Join(",", m.shape)).Should().Equal("2,24,4,4", "2,8,16,16", "2,8,16,16");
        model.Invoking(m => m.FeatureMaps(rand(1, 3, 32, 32), 16)).Should().Throw<ArgumentException>().WithMessage("*the strides 2, 4, 8. Received: 16.*");
    }

    [Fact]
    public void A_frozen_body_keeps_weights_and_statistics_while_the_head_learns()
    {
        using DsCnnModel model = Network();
        Dictionary<string, float[]> before = State();
        model.FreezeBody();
        Step();

        model.training.Should().BeTrue();
        string[] changed = [.. State().Where(s => !s.Value.SequenceEqual(before[s.Key])).Select(s => s.Key)];
        string head = $"layers.{model.Spec.Layers.Length - 2}";
        changed.Should().BeEquivalentTo($"{head}.weight", $"{head}.bias");

        model.UnfreezeBody();
        Step();
        State().Count(s => !s.Value.SequenceEqual(before[s.Key])).Should().Be(before.Count);

        Dictionary<string, float[]> State() => model.CopyWeights().ToDictionary(w => w.Key, w => w.Value.ToFloats());

        void Step()
        {
            using DisposeScope scope = NewDisposeScope();
            model.train();
            using optim.Optimizer optimizer = optim.SGD(model.parameters().Where(p => p.requires_grad), 0.1);
            nn.functional.cross_entropy(model.Logits(randn(4, 3, 32, 32)), randint(5, [4])).backward();
            optimizer.step();
        }
    }

    [Fact]
    public void A_model_with_another_head_has_the_same_features()
    {
        using DsCnnModel model = Network();
        using DsCnnModel changed = DsCnnModel.From(new ModelFile(model.Spec, model.CopyWeights()).WithClasses(["left", "right"]));
        using DisposeScope scope = NewDisposeScope();
        model.eval();
        Tensor x = rand(2, 3, 32, 32);

        changed.training.Should().BeFalse();
        changed.Labels.Should().Equal("left", "right");
        changed.call(x).shape.Should().Equal(2, 2);
        changed.Features(x).Values().Should().Equal(model.Features(x).Values());
    }

    [Fact]
    public void A_network_without_a_head_cannot_be_frozen()
    {
        using DsCnnModel model = new ModelBuilder().Name("body").Input(1, 8, 8).Conv(4).Build();
        model.Invoking(m => m.FreezeBody()).Should().Throw<InvalidOperationException>()
            .WithMessage("body has no fully connected layer, so nothing would be left to train.");
    }

    private static DsCnnModel Network() => new ModelBuilder().Input(3, 32, 32)
        .Conv(8, stride: 2).DsBlock(8, conv1Filters: 16, residual: true).DsBlock(16, stride: 2).DsBlock(24, stride: 2)
        .GlobalAveragePool().Dropout(0.2).FullyConnected(5).Softmax().Build(seed: 2);
}
