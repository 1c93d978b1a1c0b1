using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>A hook on a part of a block is called, although kernels compute several parts at once.</summary>
[NoTensorLeaks]
public sealed class ModuleHooksTests
{
    public static TheoryData<bool, bool, ScalarType> Modes
    {
        get
        {
            var modes = new TheoryData<bool, bool, ScalarType>();
            foreach (bool training in new[] { true, false })
            {
                foreach (bool gradients in new[] { true, false })
                {
                    foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
                        modes.Add(training, gradients, type);
                }
            }

            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Every_part_calls_its_hooks_once_and_the_output_stays_the_same(bool training, bool gradients, ScalarType type)
    {
        using DsBlock plain = Block(training), watched = Block(training);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = gradients ? enable_grad() : no_grad();
        Tensor x = MapCases.Random(new MapCase(3, 4, 7, 5), ScalarType.Float32, seed: 1).to(type);
        var before = new List<string>();
        var after = new List<string>();
        foreach ((string name, nn.Module module) in watched.named_modules())
        {
            var part = (nn.Module<Tensor, Tensor>)module;
            part.register_forward_pre_hook((_, input) => { before.Add(name); return input; });
            part.register_forward_hook((_, _, output) => { after.Add(name); return output; });
        }

        Tensor expected = plain.call(x), actual = watched.call(x);

        string[] parts = [.. watched.named_modules().Select(m => m.name)];
        parts.Should().Contain(["conv_1", "bn_1", "pointwise", "pointwise.0", "depthwise", "se", "se.reduce_conv", "bn_3"]);
        before.Should().BeEquivalentTo(parts);
        after.Should().BeEquivalentTo(parts);
        actual.dtype.Should().Be(type);
        MapCases.RequireClose(MapCases.Numbers(actual), MapCases.Numbers(expected), type == ScalarType.Float32 ? 1e-5 : 1 / 16.0, "the output");
    }

    /// <summary>Without gradients batch norm works in place, but not on a map that somebody may have kept.</summary>
    [Fact]
    public void What_a_hook_keeps_does_not_change_afterwards()
    {
        using DsBlock block = Block(training: false);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor x = MapCases.Random(new MapCase(3, 4, 7, 5), ScalarType.Float32, seed: 1);
        var kept = new List<(string Name, Tensor Input, Tensor Output, double[] Then)>();
        foreach ((string name, nn.Module module) in block.named_modules())
        {
            ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, input, output) =>
            {
                kept.Add((name, input.alias().DetachFromDisposeScope(), output.alias().DetachFromDisposeScope(), [.. MapCases.Numbers(input), .. MapCases.Numbers(output)]));
                return output;
            });
        }

        block.call(x);

        kept.Should().HaveCount(block.named_modules().Count());
        foreach ((string name, Tensor input, Tensor output, double[] then) in kept)
        {
            using (input)
            using (output)
                ((double[])[.. MapCases.Numbers(input), .. MapCases.Numbers(output)]).Should().Equal(then, name);
        }
    }

    [Fact]
    public void What_a_hook_gives_back_is_gone_on_with()
    {
        using DsBlock block = Block(training: false);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        var depthwise = (Conv2d)block.named_modules().First(m => m.name == "depthwise").module;
        Tensor x = MapCases.Random(new MapCase(3, 4, 7, 5), ScalarType.Float32, seed: 1);
        double[] expected;
        depthwise.weight.mul_(3);
        expected = MapCases.Numbers(block.call(x));
        depthwise.weight.div_(3);

        var hook = depthwise.register_forward_hook((_, _, output) => output * 3);
        MapCases.RequireClose(MapCases.Numbers(block.call(x)), expected, 1e-5, "with a hook");
        hook.remove();
        MapCases.Numbers(block.call(x)).Should().NotEqual(expected);
    }

    private static DsBlock Block(bool training)
    {
        var block = new DsBlock(new DsBlockSpec { Conv1Filters = 24, OutChannels = 6, Pointwise = new() { Rank = 8 } }, 4, seed: 3);
        block.train(training);
        return block;
    }
}
