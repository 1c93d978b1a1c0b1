namespace DsCnn.Tests;

public sealed class DsBlockSpecTests
{
    private static readonly DsBlockSpec _block = new() { Conv1Filters = 48, OutChannels = 16 };

    [Fact]
    public void A_block_is_the_patents_unless_asked_otherwise()
    {
        _block.Type.Should().Be("dsBlock");
        _block.Conv1Kernel.Should().Be(1);
        _block.Conv1Stride.Should().Be(1);
        _block.Kernel.Should().Be(3);
        _block.Stride.Should().Be(1);
        _block.Pointwise.Should().Be(new PointwiseSpec { Rank = null, Groups = 1 });
        _block.SqueezeExcite.Should().Be(new SqueezeExciteSpec { Filters = null });
        _block.Activation.Should().Be(Activation.Swish);
        _block.SwishBeta.Should().Be(1);
        _block.Residual.Should().BeFalse();
        _block.DropPath.Should().Be(0);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(23, 1)]
    [InlineData(24, 1)]
    [InlineData(47, 1)]
    [InlineData(48, 2)]
    [InlineData(144, 6)]
    [InlineData(1000, 41)]
    public void The_SE_module_has_a_24th_of_Conv_1s_filters_and_at_least_one(int conv1Filters, int expected) =>
        ResolvedFilters(_block with { Conv1Filters = conv1Filters }, channels: 8).Should().Be(expected);

    [Theory]
    [InlineData(8, 1)]
    [InlineData(48, 2)]
    [InlineData(96, 4)]
    public void Without_Conv_1_the_SE_module_counts_the_input_channels(int channels, int expected) =>
        ResolvedFilters(_block with { Conv1Filters = null }, channels).Should().Be(expected);

    [Fact]
    public void Filters_of_the_SE_module_that_are_given_are_kept() =>
        ResolvedFilters(_block with { SqueezeExcite = new SqueezeExciteSpec { Filters = 5 } }, channels: 8).Should().Be(5);

    [Fact]
    public void A_block_without_SE_module_stays_without() =>
        ((DsBlockSpec)Models.Plan(_block with { SqueezeExcite = null }).Spec).SqueezeExcite.Should().BeNull();

    [Fact]
    public void Drop_path_without_a_residual_is_refused() =>
        FluentActions.Invoking(() => Models.Plan(_block with { DropPath = 0.2 }))
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be("layers[0] (dsBlock): DropPath needs Residual: a dropped block leaves only its input.");

    [Theory]
    [InlineData(16, 8, 1, 1, "8 x 14 x 14 in, 16 x 14 x 14 out")]
    [InlineData(8, 8, 2, 1, "8 x 14 x 14 in, 8 x 7 x 7 out")]
    [InlineData(8, 8, 1, 2, "8 x 14 x 14 in, 8 x 7 x 7 out")]
    public void A_residual_between_different_shapes_is_refused(int outChannels, int channels, int stride, int conv1Stride, string received) =>
        FluentActions
            .Invoking(() => Models.Plan(
                _block with { OutChannels = outChannels, Stride = stride, Conv1Stride = conv1Stride, Residual = true }, channels))
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be(
                $"layers[0] (dsBlock): a residual connection needs output and input of one shape. Received: {received}. " +
                $"Use strides of 1 and {channels} output channels, or no residual.");

    [Fact]
    public void A_residual_between_equal_shapes_is_accepted() =>
        Models.Plan(_block with { OutChannels = 8, Residual = true, DropPath = 0.2 }).Output.Shape.Should().Be(TensorShape.Map(8, 14, 14));

    [Theory]
    [InlineData(48, null, 5, "pointwise with 5 groups needs input and output channels that 5 divides. Received: 48 and 48.")]
    [InlineData(48, 10, 4, "pointwise.0 with 4 groups needs input and output channels that 4 divides. Received: 48 and 10.")]
    public void Groups_that_do_not_divide_are_refused(int conv1Filters, int? rank, int groups, string reason)
    {
        DsBlockSpec block = _block with { Conv1Filters = conv1Filters, Pointwise = new PointwiseSpec { Rank = rank, Groups = groups } };

        InvalidSpecException exception =
            FluentActions.Invoking(() => Models.Plan(block)).Should().ThrowExactly<InvalidSpecException>().Which;

        exception.Message.Should().Be($"layers[0] (dsBlock): {reason}");
        exception.Place.Should().Be("layers[0] (dsBlock)");
        exception.Reason.Should().Be(reason);
        exception.ParamName.Should().Be("Groups");
    }

    [Fact]
    public void Blocks_are_equal_by_value_parts_included()
    {
        DsBlockSpec other = new()
        {
            Conv1Filters = 48,
            OutChannels = 16,
            Pointwise = new PointwiseSpec { Groups = 1 },
            SqueezeExcite = new SqueezeExciteSpec(),
        };

        other.Should().Be(_block).And.NotBe(_block with { Pointwise = new PointwiseSpec { Rank = 4 } });
        other.GetHashCode().Should().Be(_block.GetHashCode());
    }

    private static int? ResolvedFilters(DsBlockSpec block, int channels) =>
        ((DsBlockSpec)Models.Plan(block, channels).Spec).SqueezeExcite!.Filters;
}
