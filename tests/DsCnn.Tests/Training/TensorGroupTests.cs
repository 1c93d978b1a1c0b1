using System.Runtime.InteropServices;
using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class TensorGroupTests
{
    /// <summary>Single precision goes through memory, double precision through torch's operations as on another device.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Copies_moves_and_swaps_numbers(bool inDoublePrecision)
    {
        using var scope = NewDisposeScope();
        using DsCnnModel model = TinyData.Network().Build();
        if (inDoublePrecision)
            model.to(ScalarType.Float64);
        double[] start = Numbers(model);
        using TensorGroup current = TensorGroup.AllOf(model);
        using TensorGroup copy = current.Clone();

        using (no_grad())
        {
            foreach (var parameter in model.parameters())
                parameter.add_(2);
        }

        double[] changed = Numbers(model);
        copy.MoveTowards(current, 0.25);
        copy.SwapWith(current);
        Numbers(model).Zip(start.Zip(changed, (a, b) => a + (0.25 * (b - a)))).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
        copy.SwapWith(current);
        Numbers(model).Should().Equal(changed);
        current.CopyFrom(copy);
        Numbers(model).Should().NotEqual(changed);
    }

    /// <summary>As after torch's own operations in place; what was only read from can still be gone back to.</summary>
    [Fact]
    public void A_graph_from_before_a_change_cannot_be_gone_back()
    {
        using var scope = NewDisposeScope();
        using DsCnnModel model = TinyData.Network().Build(seed: 1), other = TinyData.Network().Build(seed: 2);
        using TensorGroup group = TensorGroup.AllOf(model), others = TensorGroup.AllOf(other);
        Tensor x = rand(4, 1, 8, 8);

        foreach ((Action change, bool changesBoth) in new (Action, bool)[]
            { (() => group.CopyFrom(others), false), (() => group.MoveTowards(others, 0.5), false), (() => group.SwapWith(others), true) })
        {
            Tensor loss = model.Logits(x).sum(), otherLoss = other.Logits(x).sum();
            change();
            loss.Invoking(t => t.backward()).Should().Throw<ExternalException>().WithMessage("*modified by an inplace operation*");
            if (changesBoth)
                otherLoss.Invoking(t => t.backward()).Should().Throw<ExternalException>().WithMessage("*modified by an inplace operation*");
            else
                otherLoss.backward();
        }
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(1e30f, true)]
    public void Says_whether_its_numbers_are_finite(float number, bool finite)
    {
        using DsCnnModel model = TinyData.Network().Build();
        using TensorGroup group = TensorGroup.AllOf(model);
        using (no_grad())
        {
            model.parameters().Last().fill_(number);
        }

        group.IsFinite.Should().Be(finite);
    }

    private static double[] Numbers(DsCnnModel model) => [.. model.CopyWeights().Values.SelectMany(w => w.ToFloats()).Select(value => (double)value)];
}
