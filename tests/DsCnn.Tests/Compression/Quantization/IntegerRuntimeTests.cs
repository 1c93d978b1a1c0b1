using DsCnn.TestKit;

namespace DsCnn.Tests;

/// <summary>What the simulation computes is what ONNX Runtime computes on integers.</summary>
[NoTensorLeaks]
public sealed class IntegerRuntimeTests
{
    private static readonly DsBlockSpec _first = new() { Conv1Filters = 16, Conv1Kernel = 3, OutChannels = 8 };

    public static TheoryData<string, LayerSpec[]> Networks => new()
    {
        { "blocks", [_first, new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, Kernel = 5, Residual = true }, new GlobalAveragePoolSpec()] },
        { "strides", [_first with { Conv1Stride = 2, SwishBeta = 1.5 }, new DsBlockSpec { Conv1Filters = 48, OutChannels = 12, Stride = 2, Pointwise = new() { Rank = 4 } }] },
        { "relu", [_first with { Activation = Activation.Relu, Pointwise = null }, new MaxPoolSpec { Kernel = 2, Stride = 2 }, new GlobalMaxPoolSpec()] },
        { "relu6", [_first with { Activation = Activation.Relu6, SqueezeExcite = null }, new AveragePoolSpec { Kernel = 2, Stride = 2 }, new FullyConnectedSpec { Units = 10, Activation = Activation.Relu }] },
        { "hardSwish", [new ConvSpec { Filters = 8, Activation = Activation.HardSwish }, _first with { Conv1Filters = 8, Activation = Activation.Sigmoid }, new GlobalAveragePoolSpec(), new DropoutSpec { Rate = 0.1 }] },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Within_a_step(string name, LayerSpec[] layers)
    {
        ImageSet images = TinyData.Quarters(64);
        using var model = new DsCnnModel(new ModelSpec(images.Shape, [.. layers, new FullyConnectedSpec { Units = 4 }, new SoftmaxSpec()]) { Name = name }, seed: 3);
        model.eval();
        using QuantizationResult result = await PostTrainingQuantizer.CalibrateAsync(model, images);
        float[] pixels = Pixels(images, 16);

        using var runtime = new IntegerRuntime(result.Model);
        float[] integers = runtime.Run(pixels), simulated = IntegerRuntime.Simulate(result.Model, pixels), exact = IntegerRuntime.Simulate(model, pixels);

        Distance(integers, exact).Should().BeGreaterThan(0);
        Console.WriteLine($"{name}: ort-sim {Distance(integers, simulated):g3}, ort-float {Distance(integers, exact):g3}\n{result.Report.ToText()}");
    }

    private static double Distance(float[] a, float[] b) => a.Zip(b, (x, y) => Math.Abs((double)x - y)).Max() / b.Max(v => Math.Abs((double)v));

    private static float[] Pixels(ImageSet images, int count)
    {
        byte[] bytes = new byte[images.Shape.Shape.Elements];
        var all = new List<float>();
        Preprocessing normal = images.MeasurePreprocessing();
        for (int i = 0; i < count; i++)
        {
            images.CopyPixels(i, bytes);
            all.AddRange(bytes.Select(b => (float)(((b / 255.0) - normal.Mean[0]) / normal.Std[0])));
        }

        return [.. all];
    }
}
