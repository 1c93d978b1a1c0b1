namespace DsCnn.Tests;

public sealed class ModelDiagramTests
{
    public static TheoryData<string> PresetNames => [.. Presets.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(PresetNames))]
    public void Every_preset_has_a_diagram(string name)
    {
        ModelSpec spec = Presets.Find(name).ToSpec();

        var picture = new SvgPicture(spec.ToSvg());

        picture.TextsShouldBeInside();
        picture.ShouldBeInert();
        picture.Texts[0].Should().Be(name);
        picture.Texts.Should().ContainInOrder("Input", name == "vgg16" ? "Max pool" : "Global average pool", "Fully connected", "Softmax");
    }

    [Fact]
    public void A_layer_says_its_kind_its_shape_and_how_it_works() =>
        new SvgPicture(Models.Small28().ToSvg()).Texts.Should().Equal(
            "small28", "168,277 parameters, 25.35 MMAC",
            "Input", "1 \u00d7 28 \u00d7 28",
            "DS block", "16 \u00d7 28 \u00d7 28", "Conv_1 3\u00d73, 32 filters", "DW conv 1\u00d71 + 3\u00d73", "SE, 1 filter",
            "DS block", "24 \u00d7 14 \u00d7 14", "Conv_1 1\u00d71, 96 filters", "DW conv 1\u00d71 + 3\u00d73", "stride 2", "SE, 4 filters",
            "DS block", "24 \u00d7 14 \u00d7 14", "Conv_1 1\u00d71, 144 filters", "DW conv 1\u00d71 + 3\u00d73", "SE, 6 filters",
            "DS block", "40 \u00d7 7 \u00d7 7", "Conv_1 1\u00d71, 144 filters", "DW conv 1\u00d71 + 3\u00d73", "stride 2", "SE, 6 filters",
            "DS block", "40 \u00d7 7 \u00d7 7", "Conv_1 1\u00d71, 240 filters", "DW conv 1\u00d71 + 3\u00d73", "SE, 10 filters",
            "Global average pool", "40 \u00d7 1 \u00d7 1",
            "Fully connected", "10",
            "Softmax", "10");

    [Fact]
    public void VGG16s_13_convolutions_are_five_bodies_with_their_number_above() =>
        new SvgPicture(Presets.Vgg16().ToSvg()).Texts.Where(t => t.StartsWith('\u00d7') || t == "Conv")
            .Should().Equal("\u00d7 2", "Conv", "\u00d7 2", "Conv", "\u00d7 3", "Conv", "\u00d7 3", "Conv", "\u00d7 3", "Conv");

    [Fact]
    public void Blocks_that_differ_in_what_is_drawn_are_not_folded()
    {
        var block = new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, Residual = true };
        LayerSpec[] layers =
        [
            block, block, block with { Pointwise = new PointwiseSpec { Rank = 4 } }, block with { Pointwise = new PointwiseSpec { Rank = 5 } },
            block with { Activation = Activation.Relu6 }, block with { Residual = false },
        ];

        IReadOnlyList<string> texts = new SvgPicture(new ModelSpec(new InputSpec(8, 9, 9), layers).ToSvg()).Texts;

        texts.Count(t => t == "DS block").Should().Be(5);
        texts.Should().ContainSingle(t => t == "\u00d7 2");
        texts.Should().Contain(["rank 4", "rank 5", "ReLU6"]);
    }

    [Fact]
    public void A_body_has_the_proportions_of_its_map()
    {
        // Sides grow with the square root: 28 rows are the largest, and a quarter of them is half as high, but for a smallest side.
        Cuboid largest = Cuboid.Of(TensorShape.Map(16, 28, 28), largestSize: 28, mostChannels: 16);
        Cuboid quarter = Cuboid.Of(TensorShape.Map(4, 7, 7), largestSize: 28, mostChannels: 16);
        Cuboid least = Cuboid.Of(TensorShape.Map(0, 0, 0), largestSize: 28, mostChannels: 16);

        (quarter.Height - least.Height).Should().BeApproximately((largest.Height - least.Height) / 2, 1e-9);
        (quarter.Width - least.Width).Should().BeApproximately((largest.Width - least.Width) / 2, 1e-9);
        quarter.Depth.Should().Be(quarter.Height);
    }

    [Fact]
    public void A_hostile_name_is_text()
    {
        var picture = new SvgPicture(Hostile.Model().ToSvg());

        picture.ShouldBeInert();
        picture.TextsShouldBeInside();
        picture.Title.Should().StartWith("<script>alert(\"1\")</script>|'&amp; # *x*").And.Contain("\U0001F600");
    }

    [Fact]
    public void A_long_name_is_cut_off()
    {
        ModelSpec spec = Models.Linear() with { Name = new string('W', 10_000) };

        new SvgPicture(spec.ToSvg()).Texts[0].Should().MatchRegex("\\AW{20,50}\u2026\\z");
    }

    [Fact]
    public void Null_is_refused() =>
        FluentActions.Invoking(() => ((ModelSpec)null!).ToSvg()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("spec");
}
