using DsCnn.TestKit;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Each step of our own in each gradient mode, type and memory order, with kernels and without, against torch's own operations in float64.</summary>
[NoTensorLeaks]
public sealed class StepModeTests
{
    private const int Channels = 24;
    private const double Beta = 1.25;

    private static readonly ModelSpec _block = new(
        new InputSpec(Channels, 2, 2), [new DsBlockSpec { Conv1Filters = null, OutChannels = 2, SqueezeExcite = new SqueezeExciteSpec { Filters = 4 }, SwishBeta = Beta }]);

    private static readonly Dictionary<string, StepCase> _steps = new()
    {
        ["batch norm"] = BatchNorm(Activation.None, training: true),
        ["batch norm, swish"] = BatchNorm(Activation.Swish, training: true),
        ["batch norm in evaluation"] = BatchNorm(Activation.None, training: false),
        ["batch norm, swish in evaluation"] = BatchNorm(Activation.Swish, training: false),
        ["depthwise"] = Depthwise(kernel: 3, stride: 1),
        ["depthwise with a stride"] = Depthwise(kernel: 5, stride: 2),
        ["squeeze-excite"] = new(
            () => new SqueezeExcite(new PartFactory(_block.Plan.Layers[0], _block.BatchNorm, SeededGenerator.Create(1))),
            (module, x) => ((SqueezeExcite)module).call(x),
            SqueezeExcite),
        ["rounding"] = new(
            () => nn.Identity(),
            (_, x) => RoundingFunction.Round(x, tensor(0.37f), -3, 4),
            (_, x) => Rounded(x, 0.37, -3, 4)),
    };

    public static TheoryData<string, string, ScalarType, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, ScalarType, bool, bool>();
            foreach (string step in _steps.Keys)
            {
                foreach (string mode in new[] { "grad", "no_grad", "inference_mode" })
                {
                    foreach (ScalarType type in step == "rounding" ? [ScalarType.Float32] : new[] { ScalarType.Float32, ScalarType.BFloat16 })
                    {
                        cases.Add(step, mode, type, false, true);
                        cases.Add(step, mode, type, true, true);
                        cases.Add(step, mode, type, true, false);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_torchs_operations(string step, string mode, ScalarType type, bool channelsLast, bool kernels)
    {
        using var without = new TorchOperationsOnly(!kernels);
        using DisposeScope scope = NewDisposeScope();
        (nn.Module ours, nn.Module theirs) = (_steps[step].Make(), _steps[step].Make().to(ScalarType.Float64));
        Tensor map = MapCases.Random(new MapCase(3, Channels, 7, 5), type, seed: 4, mean: 0.3);
        Tensor x = (channelsLast ? map : map.contiguous()).requires_grad_(mode == "grad");
        Tensor expectedX = map.detach().to(ScalarType.Float64).requires_grad_();

        Tensor expected = _steps[step].Torchs(theirs, expectedX), y;
        using (mode switch { "grad" => enable_grad(), "no_grad" => no_grad(), _ => inference_mode() })
            y = _steps[step].Ours(ours, x);

        double tolerance = type == ScalarType.Float32 ? 1e-5 : 1 / 32.0;
        y.dtype.Should().Be(type);
        y.requires_grad.Should().Be(mode == "grad");
        Close(y, expected, tolerance, "the output");
        foreach (((string name, Tensor buffer), (_, Tensor expectedBuffer)) in ours.named_buffers().Zip(theirs.named_buffers()).Where(pair => pair.First.buffer.dim() == 1))
            Close(buffer, expectedBuffer, 1e-3, name);

        if (mode == "grad")
            CompareGradients((y, x, ours), (expected, expectedX, theirs), tolerance);
        ours.Dispose();
        theirs.Dispose();
    }

    private static void CompareGradients((Tensor Y, Tensor X, nn.Module Module) ours, (Tensor Y, Tensor X, nn.Module Module) theirs, double tolerance)
    {
        long[] shape = ours.Y.shape;
        Tensor gradient = MapCases.Random(new MapCase((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]), ours.Y.dtype, seed: 9);
        ours.Y.backward([gradient]);
        theirs.Y.backward([gradient.to(ScalarType.Float64)]);
        Close(ours.X.grad!, theirs.X.grad!, tolerance, "the input's gradient");
        foreach ((Parameter parameter, Parameter expected) in ours.Module.parameters().Zip(theirs.Module.parameters()))
            Close(parameter.grad!, expected.grad!, tolerance, "a weight's gradient");
    }

    private static StepCase BatchNorm(Activation activation, bool training) => new(
        () =>
        {
            BatchNorm2d module = nn.BatchNorm2d(Channels, eps: 1e-4, momentum: 0.3, device: CPU);
            using IDisposable gradientsOff = no_grad();
            module.weight!.copy_(linspace(0.5, 1.5, Channels));
            module.bias!.copy_(linspace(-1, 1, Channels));
            module.running_var!.copy_(linspace(0.5, 2, Channels));
            module.train(training);
            return module;
        },
        (module, x) => ((BatchNorm2d)module).Normalize(x, activation, Beta),
        (module, x) =>
        {
            var norm = (BatchNorm2d)module;
            Tensor normalized = nn.functional.batch_norm(x, norm.running_mean!, norm.running_var!, norm.weight, norm.bias, training, momentum: 0.3, eps: 1e-4);
            return activation == Activation.Swish ? Swish(normalized) : normalized;
        });

    private static StepCase Depthwise(int kernel, int stride) => new(
        () =>
        {
            random.manual_seed(kernel);
            return nn.Conv2d(Channels, Channels, kernel, stride, kernel / 2, groups: Channels, bias: false, device: CPU);
        },
        (module, x) => FusedDepthwise.Convolve((Conv2d)module, x),
        (module, x) => nn.functional.conv2d(x, ((Conv2d)module).weight, null, [stride, stride], [kernel / 2, kernel / 2], [1L, 1L], Channels));

    private static Tensor SqueezeExcite(nn.Module module, Tensor x)
    {
        Parameter[] w = [.. module.parameters()];
        return x * nn.functional.conv2d(Swish(nn.functional.conv2d(x.mean([2, 3], keepdim: true), w[0], w[1])), w[2], w[3]).sigmoid();
    }

    /// <summary>Its gradient is 1 where nothing was cut off, and 0 elsewhere.</summary>
    private static Tensor Rounded(Tensor x, double scale, int min, int max)
    {
        Tensor steps = (x.detach() / scale).round(), inside = (steps >= min).logical_and(steps <= max);
        Tensor passing = x * inside;
        return (steps.clamp(min, max) * scale) + passing - passing.detach();
    }

    private static Tensor Swish(Tensor x) => x * (x * Beta).sigmoid();

    private static void Close(Tensor actual, Tensor expected, double tolerance, string what)
    {
        actual.shape.Should().Equal(expected.shape, what);
        MapCases.RequireClose(Numbers(actual), Numbers(expected), tolerance, what);

        static double[] Numbers(Tensor tensor) => tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    private sealed record StepCase(Func<nn.Module> Make, Func<nn.Module, Tensor, Tensor> Ours, Func<nn.Module, Tensor, Tensor> Torchs);
}
