using System.Runtime.InteropServices;
using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using OptimizerOptions = DsCnn.Training.OptimizerOptions;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class OptimizerTests
{
    private const double Rate = 0.02;
    private const double Decay = 0.1;

    public static TheoryData<string, OptimizerOptions> Kinds => new()
    {
        { "sgd", new SgdOptions { Momentum = 0, WeightDecay = Decay } },
        { "sgd momentum", new SgdOptions { Nesterov = false, WeightDecay = Decay } },
        { "sgd nesterov", new SgdOptions { Momentum = 0.8, WeightDecay = Decay } },
        { "adamw", new AdamWOptions { Beta1 = 0.8, WeightDecay = Decay } },
        { "rmsprop", new RmsPropOptions { WeightDecay = Decay } },
        { "rmsprop plain", new RmsPropOptions { Momentum = 0, WeightDecay = Decay } },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_pass_over_memory_equals_TorchSharp(string kind, OptimizerOptions options) =>
        Compare(kind, options, ScalarType.Float32, tolerance: 2e-6);

    /// <summary>Double precision takes the path of other devices.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Torchs_operations_equal_TorchSharp(string kind, OptimizerOptions options) =>
        Compare(kind, options, ScalarType.Float64, tolerance: 1e-12);

    [Fact]
    public void The_norm_and_the_scale_equal_torchs_clipping()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] ours = Parameters(ScalarType.Float32);
        Parameter[] theirs = Parameters(ScalarType.Float32);
        using Optimizer optimizer = Of(new SgdOptions { Momentum = 0 }, ours);
        SetGradients(ours, step: 1);
        SetGradients(theirs, step: 1);
        double expected = nn.utils.clip_grad_norm_(theirs, max_norm: 0.5);

        double norm = optimizer.TakeGradients();
        optimizer.Update(Rate, 0.5 / (norm + 1e-6));

        norm.Should().BeApproximately(expected, 1e-5 * expected);
        theirs.Select(p => (double)p.grad!.square().sum().item<float>()).Sum().Should().BeApproximately(0.25, 1e-5);
        using (no_grad())
        {
            foreach (Parameter parameter in theirs)
                parameter.add_(parameter.grad!, alpha: -Rate);
        }

        RequireSame(ours, theirs, 1e-6);
    }

    /// <summary>The graph was made with other weights, so that its gradients would be none of anything.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_graph_from_before_an_update_cannot_be_gone_back(string kind, OptimizerOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] parameters = Parameters(ScalarType.Float32);
        using Optimizer optimizer = Of(options, parameters);
        Tensor before = stack(parameters.Select(p => p.square().sum()).ToArray()).sum();
        stack(parameters.Select(p => p.square().sum()).ToArray()).sum().backward();
        optimizer.TakeGradients();
        optimizer.Update(Rate, 1);

        before.Invoking(t => t.backward()).Should().Throw<ExternalException>(kind).WithMessage("*modified by an inplace operation*");

        foreach (Parameter parameter in parameters)
            parameter.grad = null;
        stack(parameters.Select(p => p.square().sum()).ToArray()).sum().backward();
        foreach (Parameter parameter in parameters)
            (parameter.grad! - (parameter * 2)).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void A_gradient_in_another_memory_order_counts_as_its_numbers_say()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor gradient = randn(2, 3, 5, 4);
        foreach (bool channelsInnermost in new[] { false, true })
        {
            var parameter = new Parameter(ChannelsInnermost(zeros(2, 3, 5, 4), channelsInnermost));
            using Optimizer optimizer = Of(new SgdOptions { Momentum = 0 }, [parameter]);
            parameter.grad = ChannelsInnermost(gradient, !channelsInnermost);
            optimizer.TakeGradients();
            optimizer.Update(learningRate: 1, gradientScale: 1);
            parameter.Values().Should().Equal(gradient.neg().Values());
        }
    }

    [Fact]
    public void Parameters_without_a_gradient_and_frozen_ones_stay()
    {
        using DisposeScope scope = NewDisposeScope();
        var idle = new Parameter(ones(3));
        var frozen = new Parameter(ones(3), requires_grad: false);
        using Optimizer optimizer = Of(new AdamWOptions(), [idle, frozen]);
        optimizer.TakeGradients().Should().Be(0);
        optimizer.Update(Rate, 1);
        idle.Values().Should().Equal(1, 1, 1);
        optimizer.State.Select(s => s.Name).Should().Equal("optimizer.mean.0", "optimizer.square.0");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_gradient_that_is_no_number_shows_in_the_norm(float number)
    {
        using DisposeScope scope = NewDisposeScope();
        var parameter = new Parameter(ones(19));
        using Optimizer optimizer = Of(new AdamWOptions(), [parameter]);
        parameter.grad = tensor(Enumerable.Range(0, 19).Select(i => i == 18 ? number : 1f).ToArray());
        double.IsFinite(optimizer.TakeGradients()).Should().BeFalse();
    }

    [Fact]
    public void An_update_leaves_few_managed_objects_and_no_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] parameters = Parameters(ScalarType.Float32);
        using Optimizer optimizer = Of(new AdamWOptions(), parameters);
        Update();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Update();

        // The handles of a gradient and of its view, and what SetGradients makes.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / parameters.Length).Should().BeLessThan(1500);
        parameters.Should().OnlyContain(p => ReferenceEquals(p.grad, null));

        void Update()
        {
            SetGradients(parameters, step: 1);
            optimizer.TakeGradients();
            optimizer.Update(Rate, 1);
        }
    }

    private static void Compare(string kind, OptimizerOptions options, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter[] ours = Parameters(type);
        Parameter[] theirs = Parameters(type);
        using Optimizer optimizer = Of(options, ours);
        using optim.Optimizer reference = Reference(kind, theirs);
        for (int step = 1; step <= 12; step++)
        {
            SetGradients(ours, step);
            SetGradients(theirs, step);
            optimizer.TakeGradients();
            optimizer.Update(Rate, gradientScale: 1);
            reference.step();
            RequireSame(ours, theirs, tolerance);
        }
    }

    private static optim.Optimizer Reference(string kind, Parameter[] parameters)
    {
        Parameter[] decayed = [.. parameters.Where(p => p.dim() > 1)];
        Parameter[] spared = [.. parameters.Where(p => p.dim() <= 1)];
        return kind switch
        {
            "sgd" => Sgd(0, false),
            "sgd momentum" => Sgd(0.9, false),
            "sgd nesterov" => Sgd(0.8, true),
            "adamw" => new AdamW(
                [new AdamW.ParamGroup(decayed, Rate, 0.8, 0.999, weight_decay: Decay), new AdamW.ParamGroup(spared, Rate, 0.8, 0.999, weight_decay: 0)], Rate),
            "rmsprop" => RmsProp(0.9),
            _ => RmsProp(0),
        };

        SGD Sgd(double momentum, bool nesterov) => new(
            [
                new SGD.ParamGroup(decayed, Rate, momentum, weight_decay: Decay, nesterov: nesterov),
                new SGD.ParamGroup(spared, Rate, momentum, weight_decay: 0, nesterov: nesterov),
            ],
            Rate);

        RMSProp RmsProp(double momentum) => new(
            [
                new RMSProp.ParamGroup(decayed, Rate, 1e-3, 0.9, Decay, momentum),
                new RMSProp.ParamGroup(spared, Rate, 1e-3, 0.9, 0, momentum),
            ],
            Rate);
    }

    /// <summary>One of each kind: a map in both memory orders, more numbers than a piece of work, a matrix, vectors that fill no vector register.</summary>
    private static Parameter[] Parameters(ScalarType type)
    {
        using Generator generator = new(3, CPU);
        return [.. new long[][] { [4, 3, 3, 3], [4, 3, 3, 3], [70, 500], [5, 7], [1], [19] }.Select((shape, i) =>
            new Parameter(ChannelsInnermost(randn(shape, dtype: type, generator: generator), i == 1)))];
    }

    private static Tensor ChannelsInnermost(Tensor tensor, bool yes) =>
        yes ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor.contiguous();

    private static void SetGradients(Parameter[] parameters, int step)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        foreach (Parameter parameter in parameters)
        {
            using Generator generator = new((ulong)step, CPU);
            parameter.grad = randn(parameter.shape, dtype: parameter.dtype, generator: generator);
        }
    }

    private static Optimizer Of(OptimizerOptions options, Parameter[] parameters) =>
        new(options, parameters.Select((parameter, i) => ($"{i}", parameter)));

    private static void RequireSame(Parameter[] ours, Parameter[] theirs, double tolerance)
    {
        for (int i = 0; i < ours.Length; i++)
            (ours[i] - theirs[i]).abs().max().to(ScalarType.Float64).item<double>().Should().BeLessThan(tolerance, $"parameter {i}");
    }
}
