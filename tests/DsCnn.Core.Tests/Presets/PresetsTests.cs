using System.Globalization;

namespace DsCnn.Tests;

public sealed class PresetsTests
{
    [Fact]
    public void VGG16_has_13_convolutions_and_3_fully_connected_layers()
    {
        ModelSpec spec = Presets.Vgg16();

        spec.Name.Should().Be("vgg16");
        spec.Layers.OfType<ConvSpec>().Select(c => c.Filters)
            .Should().Equal(64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512);
        spec.Layers.OfType<ConvSpec>().Should().OnlyContain(
            c => c.Kernel == 3 && c.Stride == 1 && c.Bias && !c.BatchNorm && c.Activation == Activation.Relu);
        spec.Layers.OfType<FullyConnectedSpec>().Select(f => f.Units).Should().Equal(4096, 4096, 1000);
        spec.Plan.Layers.Last(p => p.Spec is MaxPoolSpec).Output.Shape.Should().Be(TensorShape.Map(512, 7, 7));
        spec.Head.Should().Be(Head.Softmax);
    }

    [Theory]
    [InlineData("vgg16", 138_357_544, 15.470, 224)]
    [InlineData("mobilenet-v1", 4_231_976, 0.569, 224)]
    [InlineData("mobilenet-v2", 3_504_872, 0.30, 224)]
    [InlineData("mobilenet-v3-small", 2_542_856, 0.0565, 224)]
    [InlineData("mobilenet-v3-large", 5_483_032, 0.217, 224)]
    [InlineData("efficientnet-lite0", 4_652_008, 0.385, 224)]
    [InlineData("efficientnet-lite1", 5_416_680, 0.599, 240)]
    [InlineData("efficientnet-lite2", 6_092_072, 0.859, 260)]
    [InlineData("efficientnet-lite3", 8_197_096, 1.383, 280)]
    [InlineData("efficientnet-lite4", 13_006_568, 2.553, 300)]
    [InlineData("efficientnet-b0", 5_288_548, 0.386, 224)]
    [InlineData("efficientnet-b1", 7_794_184, 0.687, 240)]
    [InlineData("efficientnet-b2", 9_109_994, 0.994, 260)]
    [InlineData("efficientnet-b3", 12_233_232, 1.827, 300)]
    [InlineData("efficientnet-b4", 19_341_616, 4.394, 380)]
    [InlineData("efficientnet-b5", 30_389_784, 10.27, 456)]
    [InlineData("efficientnet-b6", 43_040_704, 19.07, 528)]
    [InlineData("efficientnet-b7", 66_347_960, 37.75, 600)]
    public void A_published_network_costs_what_was_published(string name, long parameters, double gigaMacs, int size)
    {
        ModelSpec spec = Presets.Find(name).ToSpec();

        spec.Name.Should().Be(name);
        spec.Input.Should().Be(new InputSpec(3, size, size));
        spec.Cost.Parameters.Should().Be(parameters);
        (spec.Cost.Macs / 1e9).Should().BeApproximately(gigaMacs, 0.005 * gigaMacs);
    }

    [Theory]
    [InlineData("mobilenet-v1", 0.75, 2_585_560, 325)]
    [InlineData("mobilenet-v1", 0.5, 1_331_592, 149)]
    [InlineData("mobilenet-v1", 0.25, 470_072, 41)]
    [InlineData("mobilenet-v2", 0.5, 1_968_680, 97)]
    public void A_narrower_network_costs_what_was_published(string name, double width, long parameters, double megaMacs)
    {
        ModelSpec spec = Presets.Find(name).WithWidth(width).ToSpec();

        spec.Name.Should().Be(string.Create(CultureInfo.InvariantCulture, $"{name}-w{width}"));
        spec.Cost.Parameters.Should().Be(parameters);
        (spec.Cost.Macs / 1e6).Should().BeApproximately(megaMacs, 0.7);
    }

    [Theory]
    [InlineData("mobilenet-v3-large", 0.75, 4.0, 155)]
    [InlineData("mobilenet-v3-small", 0.75, 2.0, 44)]
    [InlineData("mobilenet-v3-small", 0.5, 1.6, 23.6)]
    public void A_narrower_MobileNetV3_costs_about_what_was_published(string name, double width, double megaParameters, double megaMacs)
    {
        ModelCost cost = Presets.Find(name).WithWidth(width).ToSpec().Cost;

        (cost.Parameters / 1e6).Should().BeApproximately(megaParameters, 0.05);
        (cost.Macs / 1e6).Should().BeApproximately(megaMacs, 0.7);
    }

    [Fact]
    public void A_width_of_1_changes_nothing_and_a_network_without_a_table_has_no_other()
    {
        Preset preset = Presets.Find("mobilenet-v1");

        preset.WithWidth(1).Should().BeSameAs(preset);
        FluentActions.Invoking(() => Presets.Find("vgg16").WithWidth(0.5)).Should().ThrowExactly<InvalidOperationException>()
            .WithMessage("vgg16 is not described by a table, so its width is fixed.");
        FluentActions.Invoking(() => preset.WithWidth(0)).Should().ThrowExactly<InvalidSpecException>();
    }

    [Fact]
    public void Every_preset_survives_the_spec_file()
    {
        foreach (Preset preset in Presets.All)
            ModelSpec.FromJson(preset.ToSpec().ToJson()).Should().Be(preset.ToSpec(), preset.Name);
    }

    [Fact]
    public void A_name_that_is_no_presets_is_refused_with_the_list() =>
        FluentActions.Invoking(() => Presets.Find("resnet50"))
            .Should().ThrowExactly<ArgumentException>().WithParameterName("name")
            .WithMessage("Expected a preset's name: ds-pico, ds-nano, ds-small, ds-lite, ds-b0, efficientnet-b0, *, mobilenet-v2, *, vgg16. Received: resnet50.*");

    [Theory]
    [InlineData("DS-Nano", "ds-nano")]
    [InlineData("resnet50", null)]
    public void A_preset_can_be_looked_for(string name, string? found)
    {
        Presets.TryFind(name, out Preset? preset).Should().Be(found is not null);
        preset?.Name.Should().Be(found);
    }

    [Fact]
    public void A_preset_takes_other_classes_and_images()
    {
        ModelSpec spec = Presets.Vgg16(classes: 10, input: new InputSpec(1, 32, 32));

        spec.Output.Should().Be(TensorShape.Vector(10));
        spec.Weights[0].Dimensions.Should().Equal(64, 1, 3, 3);
    }

    [Fact]
    public void Images_too_small_to_be_halved_five_times_are_refused() =>
        FluentActions.Invoking(() => Presets.Vgg16(input: new InputSpec(3, 31, 31))).Should().ThrowExactly<InvalidSpecException>();
}
