using DsCnn.TestKit;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class ModelExplainerTests
{
    private const int Classes = 4;

    public static TheoryData<string, ActivationMapMethod> ReferenceModels => new()
    {
        { "classifier", ActivationMapMethod.Cam },
        { "classifier-complete", ActivationMapMethod.Cam },
        { "folded-network", ActivationMapMethod.Cam },
        { "fully-connected-from-map", ActivationMapMethod.GradCam },
        { "fully-connected-from-input", ActivationMapMethod.GradCam },
    };

    /// <summary>What an independent PyTorch implementation computed (tests/reference/make_activation_maps.py).</summary>
    [Theory]
    [MemberData(nameof(ReferenceModels))]
    public void Maps_are_those_of_PyTorch(string name, ActivationMapMethod method)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "fixtures");
        using var file = SafetensorsFile.Open(Path.Combine(folder, "activation-maps.safetensors"));
        using var inputs = SafetensorsFile.Open(Path.Combine(folder, $"{name}.expected.safetensors"));
        using DsCnnModel model = DsCnnModel.Load(Path.Combine(folder, $"{name}.model.safetensors"));
        using DisposeScope scope = NewDisposeScope();
        WeightTensor expected = file.Read($"{name}.{(method == ActivationMapMethod.Cam ? "cam" : "gradCam")}");
        WeightTensor input = inputs.Read("input");
        Tensor images = tensor(input.ToFloats(), [.. input.Dimensions.Select(d => (long)d)]);
        (int count, int classes) = (expected.Dimensions[0], expected.Dimensions[1]);
        float[] values = expected.ToFloats();
        using IDisposable whateverTheCallerDoes = no_grad();
        float tolerance = 1e-5f * Math.Max(1, values.Max(Math.Abs));

        for (int c = 0; c < classes; c++)
        {
            IReadOnlyList<ClassActivationMap> maps = model.ActivationMaps(images, [.. Enumerable.Repeat(c, count)]);
            for (int i = 0; i < count; i++)
            {
                (maps[i].Method, maps[i].Height, maps[i].Width).Should().Be((method, expected.Dimensions[2], expected.Dimensions[3]));
                int length = maps[i].Values.Length;
                maps[i].Values.Should().Equal(values.AsSpan(((i * classes) + c) * length, length).ToArray(), (a, e) => Math.Abs(a - e) <= tolerance);
            }
        }
    }

    /// <summary>Zhou et al. 2016: the logit is the mean of the map plus the bias, whatever the class.</summary>
    [Fact]
    public void An_exact_map_adds_up_to_the_logit()
    {
        using DsCnnModel model = Pooled();
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Images(3);
        Tensor logits = model.Logits(images);
        Tensor probabilities = logits.softmax(1);

        for (int c = 0; c < Classes; c++)
        {
            IReadOnlyList<ClassActivationMap> maps = model.ActivationMaps(images, [c, c, c]);
            for (int i = 0; i < 3; i++)
            {
                (maps[i].Method, maps[i].Class, maps[i].Height, maps[i].Width).Should().Be((ActivationMapMethod.Cam, c, 4, 4));
                maps[i].Logit.Should().BeApproximately(logits[i, c].item<float>(), 1e-5);
                maps[i].Probability.Should().BeApproximately(probabilities[i, c].item<float>(), 1e-6);
                (maps[i].Values.Average(v => (double)v) + maps[i].Bias).Should().BeApproximately(maps[i].Logit, 1e-5);
                maps[i].Values.Distinct().Should().HaveCountGreaterThan(1, "a map has places that differ");
            }
        }
    }

    /// <summary>
    /// Where the gradient of the logit by every position of a channel is w / (H W), as behind an average pool, Grad-CAM is the exact map over H W
    /// (Selvaraju et al. 2017, section 3.1).
    /// </summary>
    [Fact]
    public void Grad_CAM_is_the_exact_map_up_to_scale_where_there_is_one()
    {
        using DsCnnModel exact = Pooled();
        ModelSpec written = exact.Spec.WithLayers(exact.Spec.Layers.SetItem(2, new AveragePoolSpec { Kernel = 4 }));
        using DsCnnModel model = DsCnnModel.From(new ModelFile(written, exact.CopyWeights()));
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Images(2);

        IReadOnlyList<ClassActivationMap> maps = exact.ActivationMaps(images);
        IReadOnlyList<ClassActivationMap> byGradients = model.ActivationMaps(images);

        for (int i = 0; i < 2; i++)
        {
            (byGradients[i].Method, byGradients[i].Class, byGradients[i].Bias).Should().Be((ActivationMapMethod.GradCam, maps[i].Class, 0));
            byGradients[i].Values.Should().Equal(maps[i].Values, (actual, expected) => Math.Abs(actual - (expected / 16)) < 1e-6);
            byGradients[i].ToHeat(8, 8).Should().Equal(maps[i].ToHeat(8, 8), (actual, expected) => Math.Abs(actual - expected) < 1e-4);
        }
    }

    /// <summary>A network written down by hand: filter 0 answers to bright pixels, filter 1 to dark ones, and a class to each.</summary>
    [Fact]
    public void A_bright_corner_is_where_the_class_of_bright_pixels_is_seen()
    {
        using DsCnnModel model = BrightOrDark();
        byte[] pixels = new byte[64];
        for (int i = 0; i < 64; i++)
            pixels[i] = i / 8 < 4 && i % 8 < 4 ? (byte)255 : (byte)0;
        var source = new ImageSet(model.Spec.Input, pixels, new byte[1], ["bright", "dark"]);

        Explanation bright = model.Explain(source, 0, ofClass: 0);
        Explanation dark = model.Explain(source, 0);

        bright.ClassName.Should().Be("bright");
        bright.Map.Values.Should().Equal(pixels.Select(p => p / 255f), (a, e) => Math.Abs(a - e) < 1e-6);
        dark.Map.Class.Should().Be(1, "three quarters are dark");
        dark.Map.Values.Should().Equal(pixels.Select(p => 1 - (p / 255f)), (a, e) => Math.Abs(a - e) < 1e-6);
    }

    [Fact]
    public void The_most_probable_class_is_explained_unless_another_is_asked_for()
    {
        using DsCnnModel model = Pooled();
        ImageSet source = TinyData.Quarters(5);
        using DisposeScope scope = NewDisposeScope();
        long best = model.forward(ImageBatch.Images(source, [3], model.Preprocessing)).argmax(1).item<long>();

        model.Explain(source, 3).Map.Class.Should().Be((int)best);
        model.Explain(source, 3).ClassName.Should().Be($"class {best}");
        model.Explain(source, 3, ofClass: 2).Map.Class.Should().Be(2);
    }

    /// <summary>Each label has a probability of its own: 1 / (1 + exp(-logit)).</summary>
    [Fact]
    public void Labels_of_a_sigmoid_are_explained_too()
    {
        using DsCnnModel classes = Pooled();
        using DsCnnModel labels = DsCnnModel.From(new ModelFile(
            classes.Spec.WithLayers(classes.Spec.Layers.SetItem(classes.Spec.Layers.Length - 1, new SigmoidSpec())), classes.CopyWeights()));

        ClassActivationMap map = labels.Explain(TinyData.Quarters(1), 0, ofClass: 1).Map;

        map.Values.Should().Equal(classes.Explain(TinyData.Quarters(1), 0, ofClass: 1).Map.Values);
        (map.Method, map.Class).Should().Be((ActivationMapMethod.Cam, 1));
        map.Probability.Should().BeApproximately(1 / (1 + Math.Exp(-map.Logit)), 1e-6);
    }

    [Fact]
    public void Nothing_changes_but_what_is_returned()
    {
        using DsCnnModel model = Pooled();
        model.train();
        float[][] before = [.. model.CopyWeights().Select(w => w.Value.ToFloats())];

        model.Explain(TinyData.Quarters(1), 0);

        model.training.Should().BeTrue();
        model.CopyWeights().Select(w => w.Value.ToFloats()).Should().BeEquivalentTo(before, o => o.WithStrictOrdering());
        model.parameters().Should().OnlyContain(p => p.requires_grad);
        model.parameters().Select(p => (object?)p.grad).Should().OnlyContain(gradient => gradient == null);
    }

    [Fact]
    public void Networks_without_classes_or_parts_are_refused()
    {
        using DsCnnModel features = new ModelBuilder().Name("eyes").Input(1, 8, 8).DsBlock(outChannels: 6, conv1Filters: 8).Build();
        using DsCnnModel pixel = new ModelBuilder().Name("dot").Input(3, 1, 1).FullyConnected(2).Softmax().Build();

        FluentActions.Invoking(() => features.Explain(TinyData.Quarters(1), 0)).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("eyes outputs a map of 6 x 8 x 8, not classes for which a picture could contain evidence.");
        var dot = new ImageSet(new InputSpec(3, 1, 1), new byte[3], new byte[1], ["a"]);
        FluentActions.Invoking(() => pixel.Explain(dot, 0)).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("dot takes images of one pixel, which have no parts.");
    }

    [Fact]
    public void Classes_that_are_none_are_refused()
    {
        using DsCnnModel model = Pooled();
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Images(2);

        FluentActions.Invoking(() => model.ActivationMaps(images, [0])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Each of the 2 images must have one class. Received: 1 classes.*");
        FluentActions.Invoking(() => model.ActivationMaps(images, [0, 4])).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("A class must be one of 0 to 3. Received: 4.*");
        FluentActions.Invoking(() => model.Explain(TinyData.Quarters(1), 1)).Should().Throw<ArgumentOutOfRangeException>();
        model.training.Should().BeFalse();
    }

    [Fact]
    public void The_drawing_is_a_PNG_that_is_colored_where_the_heat_is()
    {
        using DsCnnModel model = BrightOrDark();
        byte[] pixels = new byte[64];
        pixels.AsSpan(0, 8).Fill(255);
        var source = new ImageSet(model.Spec.Input, pixels, new byte[1], ["bright", "dark"]);

        PlanarImage drawing = ImageFile.Decode(model.Explain(source, 0, ofClass: 0).ToPng(smallestSide: 40), 1 << 20);

        (drawing.Channels, drawing.Height, drawing.Width).Should().Be((3, 40, 40));
        (byte Red, byte Blue) top = (drawing.Pixels[20], drawing.Pixels[(2 * 1600) + 20]);
        (top.Red - top.Blue).Should().BeGreaterThan(60);
        drawing.Pixels[1599].Should().Be(0, "below, the picture is black and nothing speaks for the class");
    }

    [Fact]
    public void A_map_grows_to_a_pictures_size_as_bilinear_interpolation_does()
    {
        // torch.nn.functional.interpolate(tensor([[[[0., 2.], [-4., 1.]]]]).clamp(min=0) / 2, (3, 4), mode="bilinear")
        float[] expected = [0, 0.25f, 0.75f, 1, 0, 0.1875f, 0.5625f, 0.75f, 0, 0.125f, 0.375f, 0.5f];
        var map = new ClassActivationMap(ActivationMapMethod.GradCam, 2, 2, [0, 2, -4, 1]) { Class = 0, Logit = 0, Probability = 0 };

        map.ToHeat(3, 4).Should().Equal(expected, (a, e) => Math.Abs(a - e) < 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void Where_nothing_speaks_for_a_class_there_is_no_heat(float value)
    {
        var map = new ClassActivationMap(ActivationMapMethod.Cam, 1, 2, [value, value]) { Class = 0, Logit = 0, Probability = 0 };
        map.ToHeat(2, 2).Should().OnlyContain(h => h == 0);
    }

    private static DsCnnModel Pooled()
    {
        DsCnnModel model = new ModelBuilder().Name("pooled").Input(1, TinyData.Size, TinyData.Size)
            .DsBlock(outChannels: 6, conv1Filters: 8, conv1Kernel: 3).DsBlock(outChannels: 8, stride: 2)
            .GlobalAveragePool().FullyConnected(Classes).Softmax().Build();
        using (NewDisposeScope())
        using (no_grad())
        {
            foreach ((string name, Tensor buffer) in model.NamedTensors())
            {
                if (name.EndsWith("running_mean", StringComparison.Ordinal))
                    buffer.normal_(0, 0.1);
                else if (name.EndsWith(".3.bias", StringComparison.Ordinal))
                    buffer.normal_(0, 1);
            }
        }

        model.eval();
        return model;
    }

    private static DsCnnModel BrightOrDark()
    {
        LayerSpec[] layers =
        [
            new ConvSpec { Filters = 2, Kernel = 1, Bias = true, BatchNorm = false, Activation = Activation.None },
            new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 2 }, new SoftmaxSpec(),
        ];
        var spec = new ModelSpec(new InputSpec(1, 8, 8), layers);
        var weights = new Dictionary<string, float[]>
        {
            ["layers.0.conv.weight"] = [1, -1],
            ["layers.0.conv.bias"] = [0, 1],
            ["layers.2.weight"] = [1, 0, 0, 1],
            ["layers.2.bias"] = [0, 0],
        };
        return DsCnnModel.From(new ModelFile(spec, new WeightSet(spec.Weights.Select(
            w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, weights[w.Name])))))
        {
            Labels = ["bright", "dark"],
        });
    }

    private static Tensor Images(int count) => ImageBatch.Images(TinyData.Quarters(count), [.. Enumerable.Range(0, count)]);
}
