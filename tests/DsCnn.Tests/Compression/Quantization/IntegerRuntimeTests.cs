using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>What the simulation computes is what ONNX Runtime computes on integers.</summary>
[NoTensorLeaks]
public sealed class IntegerRuntimeTests
{
    private static readonly DsBlockSpec _first = new() { Conv1Filters = 16, Conv1Kernel = 3, OutChannels = 8 };

    // Of 7 bits, because ONNX Runtime adds products of 8 in 16 bits on processors without VNNI, and overflows.
    private static readonly QuantizationOptions _options = new() { MeasureSensitivity = false, WeightBits = 7 };

    private static readonly Dictionary<string, LayerSpec[]> _networks = new()
    {
        ["blocks"] = [_first, new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, Kernel = 5, Residual = true }, new GlobalAveragePoolSpec()],
        ["low rank"] =
        [
            _first with { Conv1Stride = 2, SwishBeta = 1.5 },
            new DsBlockSpec { Conv1Filters = 48, OutChannels = 12, Stride = 2, Pointwise = new PointwiseSpec { Rank = 4 } },
        ],
        ["relu"] = [_first with { Activation = Activation.Relu, Pointwise = null }, new MaxPoolSpec { Kernel = 2, Stride = 2 }, new GlobalMaxPoolSpec()],
        ["relu6"] =
        [
            _first with { Activation = Activation.Relu6, SqueezeExcite = null }, new AveragePoolSpec { Kernel = 2, Stride = 2 },
            new FullyConnectedSpec { Units = 10, Activation = Activation.Relu },
        ],
        ["hardSigmoid"] =
        [
            _first with { Activation = Activation.HardSwish, SqueezeExcite = new SqueezeExciteSpec { Filters = 4, Activation = Activation.Relu, Gate = Activation.HardSigmoid } },
            new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 10, Activation = Activation.HardSwish },
        ],
        ["depthwise separable"] = [_first, new DsBlockSpec { Conv1Filters = null, Pointwise = null, OutChannels = 12, SqueezeExcite = null, Activation = Activation.Relu6, Conv2Activation = Activation.Relu6 }],
        ["hardSwish"] =
        [
            new ConvSpec { Filters = 8, Activation = Activation.HardSwish }, _first with { Conv1Filters = 8, Activation = Activation.Sigmoid },
            new GlobalAveragePoolSpec(), new DropoutSpec { Rate = 0.1 },
        ],
    };

    public static TheoryData<string> Networks => new(_networks.Keys);

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Integers_give_what_the_simulation_gives(string name)
    {
        using DsCnnModel model = Quantities.Network(_networks[name]);
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _options);
        float[] pixels = Quantities.Pixels(16);
        using var runtime = new IntegerRuntime(result.Model);

        float[] integers = runtime.Run(pixels), simulated = IntegerRuntime.Simulate(result.Model, pixels), exact = IntegerRuntime.Simulate(model, pixels);

        // Where a sum lies between two steps the two may round it differently, and such a step is one of 255.
        Quantities.Distance(integers, simulated).Should().BeLessThan(2.0 / 255);
        Quantities.Distance(integers, exact).Should().BeInRange(1e-5, 0.1);
    }

    [Fact]
    public async Task Layers_in_float32_are_the_same_in_both()
    {
        using DsCnnModel model = Quantities.Network(_networks["blocks"]);
        using Quantized result = await Quantized.OfAsync(model, Quantities.Images, _options);
        float[] pixels = Quantities.Pixels(16);
        foreach (int layer in new[] { 0, 1, 3 })
        {
            using var copy = DsCnnModel.From(result.Model.ToModelFile() with { Quantization = result.Spec.WithFloatLayers(result.Model.Spec, [layer]) });
            using var runtime = new IntegerRuntime(copy);
            Quantities.Distance(runtime.Run(pixels), IntegerRuntime.Simulate(copy, pixels)).Should().BeLessThan(2.0 / 255, $"layer {layer} is in float32");
        }
    }
}
