using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Numbers are checked in <see cref="ReferenceTests"/>; here is what a caller sees of a block on its own.</summary>
[NoTensorLeaks]
public sealed class DsBlockTests
{
    private static readonly DsBlockSpec _plain = new() { Conv1Filters = 24, OutChannels = 6 };

    /// <summary>Parameters, written out: C_in F k^2 + 2F + F^2 + F d^2 + 2F + (F S + S) + (S F + F) + F C_out + 2 C_out.</summary>
    public static TheoryData<DsBlockSpec, int, long[], long[], long> Shapes => new()
    {
        { _plain, 4, [2, 4, 9, 7], [2, 6, 9, 7], 96 + 48 + 576 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Conv1Kernel = 3, Conv1Stride = 2 }, 4, [1, 4, 9, 7], [1, 6, 5, 4], 864 + 48 + 576 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Kernel = 5, Stride = 2 }, 4, [1, 4, 8, 5], [1, 6, 4, 3], 96 + 48 + 576 + 600 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Pointwise = null }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Pointwise = new() { Rank = 5 } }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 240 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Conv1Kernel = 3, Conv1Stride = 2, Conv1Rank = 2 }, 4, [1, 4, 9, 7], [1, 6, 5, 4], 72 + 48 + 48 + 576 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { Conv2Rank = 3 }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 576 + 216 + 48 + 25 + 48 + 90 + 12 },
        { _plain with { Pointwise = new() { Groups = 4 } }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 144 + 216 + 48 + 25 + 48 + 144 + 12 },
        { _plain with { SqueezeExcite = null }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 576 + 216 + 48 + 144 + 12 },
        { _plain with { SqueezeExcite = new() { Filters = 3 } }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 96 + 48 + 576 + 216 + 48 + 75 + 96 + 144 + 12 },
        { _plain with { Conv1Filters = null }, 4, [1, 4, 8, 8], [1, 6, 8, 8], 16 + 36 + 8 + 5 + 8 + 24 + 12 },
        { _plain with { Residual = true, DropPath = 0.5 }, 6, [3, 6, 8, 8], [3, 6, 8, 8], 144 + 48 + 576 + 216 + 48 + 25 + 48 + 144 + 12 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Maps_shapes_and_holds_parameters_as_the_formulas_say(DsBlockSpec spec, int inChannels, long[] input, long[] output, long parameters)
    {
        using var block = new DsBlock(spec, inChannels);
        foreach (bool training in new[] { true, false })
        {
            block.train(training);
            using Tensor x = rand(input);
            using Tensor y = block.call(x);
            y.shape.Should().Equal(output);
        }

        block.parameters().Sum(p => p.numel()).Should().Be(parameters);
    }

    [Fact]
    public void Weight_names_are_those_of_the_patent_table()
    {
        using var block = new DsBlock(_plain, 4);
        block.named_parameters().Select(p => p.name).Should().BeEquivalentTo(
            "conv_1.weight", "bn_1.weight", "bn_1.bias", "pointwise.weight", "depthwise.weight", "bn_2.weight", "bn_2.bias",
            "se.reduce_conv.weight", "se.reduce_conv.bias", "se.expand_conv.weight", "se.expand_conv.bias",
            "conv_2.weight", "bn_3.weight", "bn_3.bias");
    }

    [Fact]
    public void Weights_start_with_variance_two_over_fan_out()
    {
        using var block = new DsBlock(new DsBlockSpec { Conv1Filters = 240, Conv1Kernel = 3, OutChannels = 40 }, 40);
        Dictionary<string, float[]> weights = block.named_parameters().ToDictionary(p => p.name, p => p.parameter.Values());

        Variance(weights["conv_1.weight"]).Should().BeApproximately(2.0 / (9 * 240), 0.03 * 2 / (9 * 240));
        Variance(weights["depthwise.weight"]).Should().BeApproximately(2.0 / 9, 0.1 * 2 / 9);
        Variance(weights["conv_2.weight"]).Should().BeApproximately(2.0 / 40, 0.05 * 2 / 40);
        weights["se.expand_conv.bias"].Should().OnlyContain(b => b == 0);
        weights["bn_1.weight"].Should().OnlyContain(w => w == 1);

        static double Variance(float[] values) => values.Average(v => (double)v * v);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var one = new DsBlock(_plain, 4, seed: 7);
        using var same = new DsBlock(_plain, 4, seed: 7);
        using var other = new DsBlock(_plain, 4, seed: 8);

        FirstWeights(same).Should().Equal(FirstWeights(one));
        FirstWeights(other).Should().NotEqual(FirstWeights(one));

        static float[] FirstWeights(DsBlock block) => block.parameters().First().Values();
    }

    [Fact]
    public void Drop_path_leaves_the_input_of_some_images_and_scales_the_branch_of_the_others()
    {
        const double rate = 0.4;
        using var block = new DsBlock(_plain with { Residual = true, DropPath = rate }, 6);
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        Tensor x = rand(1000, 6, 3, 3);
        Tensor branch = block.call(x) - x;

        // Dropped images have an empty branch; batch norm gives the branch mean 0 and variance 1 before the others are scaled up.
        float[] energy = branch.pow(2).sum([1, 2, 3]).Values();
        energy.Count(e => e == 0).Should().BeInRange(330, 470);
        ((double)energy.Sum() / (1000 * 6 * 3 * 3)).Should().BeApproximately(1 / (1 - rate), 0.15);
    }

    [Fact]
    public void An_impossible_block_is_refused_before_anything_is_made()
    {
        Action make = () => _ = new DsBlock(_plain with { Residual = true }, 4);
        make.Should().Throw<InvalidSpecException>().WithMessage("*residual*4 x 2 x 2 in, 6 x 2 x 2 out*");
    }
}
