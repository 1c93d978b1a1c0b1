using System.Globalization;

namespace DsCnn.Tests;

public sealed class BlockDiagramTests
{
    private static readonly DsBlockSpec _block = new() { Conv1Filters = 144, OutChannels = 24 };

    private static readonly InputSpec _input = new(24, 14, 14);

    [Fact]
    public void A_block_with_everything_shows_the_steps_of_the_patent_in_order() =>
        Draw(_block with { Residual = true, DropPath = 0.2 }).Should().Equal(
            "24 \u00d7 14 \u00d7 14",
            "1\u00d71 convolution, 144 filters", "BN", "Swish", "Conv_1",
            "144 \u00d7 14 \u00d7 14",
            "1\u00d71 convolution, 144 filters", "3\u00d73 depthwise, 144 filters", "BN", "Swish", "DW conv",
            "global average", "144 \u00d7 1 \u00d7 1",
            "1\u00d71 reduce_conv, 6 filters", "Swish", "6 \u00d7 1 \u00d7 1",
            "1\u00d71 expand_conv, 144 filters", "sigmoid",
            "144 \u00d7 14 \u00d7 14", "144 \u00d7 1 \u00d7 1", "\u00d7", "SE module",
            "144 \u00d7 14 \u00d7 14",
            "1\u00d71 convolution, 24 filters", "BN", "Conv_2",
            "24 \u00d7 14 \u00d7 14", "residual", "+",
            "24 \u00d7 14 \u00d7 14",
            "drop path 0.2 in training");

    [Fact]
    public void What_a_block_does_not_have_is_not_drawn()
    {
        var picture = new SvgPicture((_block with { SqueezeExcite = null }).ToSvg(_input));

        picture.Texts.Should().NotContain(["SE module", "global average", "sigmoid", "residual", "+", "\u00d7"]);
        picture.Elements("circle").Should().BeEmpty();
        Draw(_block with { Pointwise = null }).Count(t => t.StartsWith("1\u00d71 convolution")).Should().Be(2);
        Draw(_block with { Conv1Filters = null }).Should().NotContain("Conv_1").And.Contain("3\u00d73 depthwise, 24 filters");
    }

    [Fact]
    public void A_blocks_settings_are_drawn() =>
        Draw(_block with
        {
            Conv1Kernel = 3,
            Conv1Stride = 2,
            Kernel = 5,
            Stride = 2,
            SwishBeta = 1.5,
            Pointwise = new PointwiseSpec { Rank = 8, Groups = 4 },
        }).Should().Contain(
        [
            "3\u00d73 convolution, 144 filters, stride 2", "1\u00d71 convolution, 8 filters, 4 groups", "1\u00d71 convolution, 144 filters, 4 groups",
            "5\u00d75 depthwise, 144 filters, stride 2", "Swish, \u03b2 = 1.5", "24 \u00d7 4 \u00d7 4",
        ]);

    [Fact]
    public void A_block_in_its_place_is_drawn_like_the_block_by_itself()
    {
        LayerPlan plan = Models.Small28().Plan.Layers[2];

        plan.ToSvg().Should().Be(((DsBlockSpec)plan.Spec).ToSvg(new InputSpec(24, 14, 14)));
    }

    [Fact]
    public void Every_layer_of_every_preset_can_be_drawn()
    {
        foreach (LayerPlan plan in Presets.All.SelectMany(p => p.ToSpec().Plan.Layers))
        {
            var picture = new SvgPicture(plan.ToSvg());
            picture.TextsShouldBeInside();
            picture.ShouldBeInert();
            picture.Texts.Should().Contain(string.Join(" \u00d7 ", plan.Output.Shape.Dimensions));
        }
    }

    [Fact]
    public void Every_activation_has_a_name() =>
        Enum.GetValues<Activation>().Where(a => a != Activation.None)
            .Select(a => Draw(_block with { Activation = a, SqueezeExcite = null })[3])
            .Should().Equal("Swish", "ReLU", "ReLU6", "hard Swish", "sigmoid", "hard sigmoid");

    [Fact]
    public void Long_texts_have_wide_boxes()
    {
        var wide = new DsBlockSpec
        {
            Conv1Filters = 1_048_576,
            Conv1Kernel = 1023,
            Conv1Stride = 1_000_000,
            OutChannels = 24,
            Pointwise = new PointwiseSpec { Groups = 1024 },
        };
        var picture = new SvgPicture(wide.ToSvg(_input));

        picture.TextsShouldBeInside();
        string longest = "1023\u00d71023 convolution, 1048576 filters, stride 1000000";
        picture.Texts.Should().Contain(longest);
        picture.Elements("rect").Select(r => double.Parse(r.Attribute("width")!.Value, CultureInfo.InvariantCulture))
            .Should().OnlyContain(width => width > 0.55 * 11.5 * longest.Length);
    }

    [Fact]
    public void A_map_that_the_block_cannot_take_is_refused() =>
        FluentActions.Invoking(() => (_block with { Residual = true }).ToSvg(new InputSpec(8, 14, 14))).Should().ThrowExactly<InvalidSpecException>();

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => ((LayerPlan)null!).ToSvg()).Should().ThrowExactly<ArgumentNullException>().WithParameterName("plan");
        FluentActions.Invoking(() => ((DsBlockSpec)null!).ToSvg(_input)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("block");
        FluentActions.Invoking(() => _block.ToSvg(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("input");
    }

    private static IReadOnlyList<string> Draw(DsBlockSpec block) => new SvgPicture(block.ToSvg(_input)).Texts;
}
