using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>The fused steps against torch's own operations and their gradients in float64.</summary>
[NoTensorLeaks]
public sealed class FusedStepTests
{
    private const double Beta = 1.25;

    public static TheoryData<int, ScalarType, double> Cases => new()
    {
        { 24, ScalarType.Float32, 1e-5 },
        { 17, ScalarType.Float32, 1e-5 },
        { 8, ScalarType.Float32, 1e-5 },
        { 3, ScalarType.Float32, 1e-5 },
        { 24, ScalarType.BFloat16, 1 / 64.0 },
        { 3, ScalarType.BFloat16, 1 / 32.0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Batch_norm_and_swish_equal_torch(int channels, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using BatchNorm2d batchNorm = WithOddWeights(nn.BatchNorm2d(channels, eps: 1e-4, momentum: 0.3), 1);
        Tensor x = Input(channels, type);
        Tensor means = zeros(channels, ScalarType.Float64), variances = ones(channels, ScalarType.Float64);
        Compare(
            x,
            [batchNorm.weight!, batchNorm.bias!],
            t => batchNorm.Normalize(t, Activation.Swish, Beta),
            (t, w) => Swish(nn.functional.batch_norm(t, means, variances, w[0], w[1], training: true, momentum: 0.3, eps: 1e-4)),
            tolerance);

        Close(batchNorm.running_mean!, means, 1e-6);
        Close(batchNorm.running_var!, variances, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_depthwise_convolution_equals_torch(int channels, ScalarType type, double tolerance)
    {
        foreach ((int kernel, int stride) in new[] { (1, 1), (3, 1), (3, 2), (5, 2), (7, 3) })
        {
            using DisposeScope scope = NewDisposeScope();
            using Conv2d convolution = WithOddWeights(nn.Conv2d(channels, channels, kernel, stride, kernel / 2, groups: channels, bias: false), kernel);
            Compare(
                Input(channels, type),
                [convolution.weight],
                t => FusedDepthwise.Convolve(convolution, t),
                (t, w) => nn.functional.conv2d(t, w[0], null, [stride, stride], [kernel / 2, kernel / 2], [1L, 1L], channels),
                tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_squeeze_excite_module_equals_torch(int channels, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using SqueezeExcite module = WithOddWeights(new SqueezeExcite(Parts(new DsBlockSpec { Conv1Filters = null, OutChannels = 2, SqueezeExcite = new SqueezeExciteSpec { Filters = 4 }, SwishBeta = Beta }, channels)), 1);
        Parameter[] weights = [.. module.parameters()];
        Compare(
            Input(channels, type),
            weights,
            module.call,
            (t, w) => t * nn.functional.conv2d(Swish(nn.functional.conv2d(t.mean([2, 3], keepdim: true), w[0], w[1])), w[2], w[3]).sigmoid(),
            tolerance);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Frozen_weights_and_inputs_that_need_no_gradient_get_none(bool weightsFrozen, bool inputFixed)
    {
        using DsBlock block = new(new DsBlockSpec { Conv1Filters = 24, OutChannels = 6 }, 4);
        using DisposeScope scope = NewDisposeScope();
        foreach (Parameter parameter in block.parameters())
            parameter.requires_grad = !weightsFrozen;
        foreach (bool training in new[] { true, false })
        {
            block.train(training);
            Tensor x = MapCases.Random(new MapCase(2, 4, 5, 5), ScalarType.Float32, seed: 1).requires_grad_(!inputFixed);
            block.call(x).square().sum().backward();
            (x.grad is null).Should().Be(inputFixed);
            block.parameters().Select(p => p.grad is null).Should().AllBeEquivalentTo(weightsFrozen);
            foreach (Parameter parameter in block.parameters())
                parameter.grad = null;
        }
    }

    /// <summary>A gradient penalty's gradient, against the same block in float64, which no kernel computes.</summary>
    [Fact]
    public void Gradients_of_gradients_are_torchs()
    {
        float[][] found = new float[2][];
        foreach ((int i, ScalarType type) in new[] { ScalarType.Float32, ScalarType.Float64 }.Index())
        {
            using DsBlock block = new(new DsBlockSpec { Conv1Filters = 24, OutChannels = 6, SwishBeta = Beta }, 4);
            block.to(type);
            using DisposeScope scope = NewDisposeScope();
            Tensor x = MapCases.Random(new MapCase(2, 4, 5, 5), type, seed: 1).requires_grad_();
            Tensor y = block.call(x).tanh().sum();
            Tensor slope = autograd.grad([y], [x], retain_graph: true, create_graph: true)[0];
            slope.square().sum().backward();
            found[i] = [.. block.parameters().SelectMany(p => p.grad!.to(ScalarType.Float32).Values())];
        }

        MapCases.RequireClose(MapCases.Widen(found[0]), MapCases.Widen(found[1]), 1e-4, "gradients of gradients");
    }

    [Theory]
    [InlineData(ScalarType.Float64, ScalarType.Float64)]
    [InlineData(ScalarType.BFloat16, ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    public void Weights_and_images_of_other_types_give_nearly_the_same(ScalarType weights, ScalarType images)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1), other = TinyData.Network().Build(seed: 1);
        other.to(weights);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = MapCases.Random(new MapCase(4, 1, 8, 8), ScalarType.Float32, seed: 2), labels = tensor(new long[] { 0, 1, 2, 3 });
        foreach (bool training in new[] { true, false })
        {
            model.train(training);
            other.train(training);
            Tensor expected = model.Logits(x), actual = other.Logits(x.to(images));
            Close(actual, expected, 0.05);
            nn.functional.cross_entropy(expected, labels).backward();
            nn.functional.cross_entropy(actual.to(ScalarType.Float32), labels).backward();
            other.parameters().Should().OnlyContain(p => p.grad!.dtype == weights);
            using (no_grad())
                Close(other.Logits(x.to(images)), model.Logits(x), 0.05);
        }
    }

    [Fact]
    public void Bfloat16_images_on_float64_weights_are_refused()
    {
        using DsCnnModel model = TinyData.Network().Build();
        model.to(ScalarType.Float64);
        using Tensor x = zeros([2, 1, 8, 8], ScalarType.BFloat16);
        Action run = () => model.forward(x);
        run.Should().Throw<ArgumentException>().WithMessage(
            "tiny computes in Float64. Received: BFloat16. ImageBatch.Images makes such a tensor from pixels. (Parameter 'input')");
    }

    [Fact]
    public void Inference_mode_and_no_grad_give_the_same_bits_as_each_other_and_leave_nothing()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        model.eval();
        using Tensor x = MapCases.Random(new MapCase(3, 1, 8, 8), ScalarType.Float32, seed: 2);
        float[] expected;
        using (no_grad())
        using (Tensor y = model.forward(x))
            expected = y.Values();
        using (inference_mode())
        using (Tensor y = model.forward(x))
            y.Values().Should().Equal(expected);
        using (Tensor y = model.forward(x))
            MapCases.RequireClose(MapCases.Widen(y.Values()), MapCases.Widen(expected), 1e-5, "with gradients");
    }

    /// <summary>Batch norms measure then, as torch's do, and no graph is kept that nobody could go back.</summary>
    [Theory]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(true, ScalarType.BFloat16)]
    public void A_network_in_training_mode_runs_without_gradients(bool inInferenceMode, ScalarType type)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1), other = TinyData.Network().Build(seed: 1);
        using Tensor x = MapCases.Random(new MapCase(3, 1, 8, 8), type, seed: 2);
        using Tensor expected = model.forward(x);

        using (inInferenceMode ? inference_mode() : no_grad())
        using (Tensor y = other.forward(x))
        {
            y.Values().Should().Equal(expected.Values());
            y.requires_grad.Should().BeFalse();
        }

        other.CopyWeights().Values.Select(w => w.ToFloats()).Should().BeEquivalentTo(model.CopyWeights().Values.Select(w => w.ToFloats()), o => o.WithStrictOrdering());
    }

    /// <summary>As in a version of TorchSharp whose insides are not known.</summary>
    [Theory]
    [InlineData(ScalarType.Float32, 1e-4)]
    [InlineData(ScalarType.BFloat16, 0.05)]
    public void Without_kernels_a_network_computes_and_learns_the_same(ScalarType type, double tolerance)
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1), other = TinyData.Network().Build(seed: 1);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = MapCases.Random(new MapCase(4, 1, 8, 8), type, seed: 2), labels = tensor(new long[] { 0, 1, 2, 3 });
        Learn(model);
        using (new TorchOperationsOnly())
        {
            MapView.CanView(x).Should().BeFalse();
            Learn(other);
        }

        foreach ((Parameter ours, Parameter torchs) in model.parameters().Zip(other.parameters()))
            Close(ours.grad!, torchs.grad!, tolerance);

        void Learn(DsCnnModel network) => nn.functional.cross_entropy(network.Logits(x), labels).backward();
    }

    [Theory]
    [InlineData("0.107.0.0", true)]
    [InlineData("0.106.0.0", false)]
    [InlineData("0.107.1.0", false)]
    [InlineData("0.108.0.0", false)]
    public void Insides_are_used_of_versions_that_were_tested_only(string version, bool isTested)
    {
        NodeExports.IsTested(Version.Parse(version)).Should().Be(isTested);
        NodeExports.IsTested(null).Should().BeFalse();
        NodeExports.AreUsable.Should().BeTrue("this is such a version");
    }

    /// <summary>Runs both forward and back from the same output gradient, as float64 on torch's side.</summary>
    private static void Compare(Tensor x, Parameter[] weights, Func<Tensor, Tensor> step, Func<Tensor, Tensor[], Tensor> torchs, double tolerance)
    {
        Tensor expectedX = x.detach().to(ScalarType.Float64).requires_grad_();
        Tensor[] expectedWeights = [.. weights.Select(w => w.detach().to(ScalarType.Float64).requires_grad_())];
        Tensor y = step(x), expected = torchs(expectedX, expectedWeights);
        Close(y, expected, tolerance);

        Tensor gradient = MapCases.Random(new MapCase((int)y.shape[0], (int)y.shape[1], (int)y.shape[2], (int)y.shape[3]), x.dtype, seed: 9);
        y.backward([gradient]);
        expected.backward([gradient.to(ScalarType.Float64)]);
        Close(x.grad!, expectedX.grad!, tolerance);
        foreach ((Parameter weight, Tensor expectedWeight) in weights.Zip(expectedWeights))
        {
            weight.grad!.dtype.Should().Be(weight.dtype);
            Close(weight.grad, expectedWeight.grad!, tolerance);
        }
    }

    private static Tensor Input(int channels, ScalarType type) =>
        MapCases.Random(new MapCase(3, channels, 7, 5), type, seed: channels, mean: 0.3).requires_grad_();

    private static Tensor Swish(Tensor x) => x * (x * Beta).sigmoid();

    private static void Close(Tensor actual, Tensor expected, double tolerance)
    {
        actual.shape.Should().Equal(expected.shape);
        MapCases.RequireClose(Flat(actual), Flat(expected), tolerance, "a tensor");

        static double[] Flat(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>Weights that no default hides behind.</summary>
    private static T WithOddWeights<T>(T module, int seed)
        where T : nn.Module
    {
        using IDisposable gradientsOff = no_grad();
        foreach ((int i, Parameter parameter) in module.parameters().Index())
        {
            using DisposeScope scope = NewDisposeScope();
            parameter.copy_(tensor(MapCases.RandomNumbers((int)parameter.numel(), seed + i), parameter.shape) + 0.5);
        }

        return module;
    }

    private static PartFactory Parts(DsBlockSpec block, int channels) =>
        new(new ModelSpec(new InputSpec(channels, 2, 2), [block]).Plan.Layers[0], new BatchNormSpec(), SeededGenerator.Create(1));
}
