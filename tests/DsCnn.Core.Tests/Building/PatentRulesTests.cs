namespace DsCnn.Tests;

/// <summary>What the builder demands beyond what is possible: the patent's claims, with the numbers in the message.</summary>
public sealed class PatentRulesTests
{
    public static TheoryData<Refusal> Refusals =>
    [
        new(
            "odd filters in the first block",
            () => Start().DsBlock(16, conv1Filters: 33),
            "DsBlock 1: Conv_1 of the first block must have a positive multiple of 2 filters (patent claim 2). Received: 33.",
            "Conv1Filters"),
        new(
            "odd filters beside the largest number",
            () => Start().DsBlock(16, conv1Filters: 1048575),
            "DsBlock 1: Conv_1 of the first block must have a positive multiple of 2 filters (patent claim 2). Received: 1048575.",
            "Conv1Filters"),
        new(
            "the same in a later block",
            () => Start().DsBlock(16, conv1Filters: 32).DsBlock(24, conv1Filters: 1048575),
            "DsBlock 2: Conv_1 must have 6 x 16 = 96 filters (patent claim 2). Received: 1048575.",
            "Conv1Filters"),
        new(
            "no filters in the first block",
            () => Start().DsBlock(16),
            "DsBlock 1: the first block needs conv1Filters: a positive multiple of 2 (patent claim 2). Received: none.",
            "Conv1Filters"),
        new(
            "zero filters",
            () => Start().DsBlock(16, conv1Filters: 0),
            "DsBlock 1: Conv1Filters must be a whole number from 1 to 1048576. Received: 0.",
            "Conv1Filters"),
        new(
            "negative filters",
            () => Start().DsBlock(16, conv1Filters: -2),
            "DsBlock 1: Conv1Filters must be a whole number from 1 to 1048576. Received: -2.",
            "Conv1Filters"),
        new(
            "other than 6 x",
            () => Start().DsBlock(16, conv1Filters: 32).DsBlock(24).DsBlock(40, conv1Filters: 100),
            "DsBlock 3: Conv_1 must have 6 x 24 = 144 filters (patent claim 2). Received: 100.",
            "Conv1Filters"),
        new(
            "6 x the input where a convolution changed it",
            () => Start().DsBlock(16, conv1Filters: 32).Conv(7).DsBlock(40, conv1Filters: 42),
            "DsBlock 2: Conv_1 must have 6 x 16 = 96 filters (patent claim 2). Received: 42.",
            "Conv1Filters"),
        new(
            "other than 6 x by configure",
            () => Start().DsBlock(16, conv1Filters: 32).DsBlock(24, configure: b => b with { Conv1Filters = 98 }),
            "DsBlock 2: Conv_1 must have 6 x 16 = 96 filters (patent claim 2). Received: 98.",
            "Conv1Filters"),
        new(
            "other than 6 x by a layer made elsewhere",
            () => Start().DsBlock(16, conv1Filters: 32).Add(new DsBlockSpec { Conv1Filters = 98, OutChannels = 24 }),
            "DsBlock 2: Conv_1 must have 6 x 16 = 96 filters (patent claim 2). Received: 98.",
            "Conv1Filters"),
        new(
            "odd filters by a layer made elsewhere",
            () => Start().Conv(8).Add(new DsBlockSpec { Conv1Filters = 1, OutChannels = 24 }),
            "DsBlock 1: Conv_1 of the first block must have a positive multiple of 2 filters (patent claim 2). Received: 1.",
            "Conv1Filters"),
        new(
            "6 x beyond all bounds",
            () => Start().DsBlock(200_000, conv1Filters: 32).DsBlock(24),
            "DsBlock 2: Conv1Filters must be a whole number from 1 to 1048576. Received: 1200000.",
            "Conv1Filters"),
        new(
            "a residual between different shapes",
            () => Start().DsBlock(16, conv1Filters: 32).DsBlock(24, residual: true),
            "DsBlock 2: a residual connection needs output and input of one shape. Received: 16 x 28 x 28 in, 24 x 28 x 28 out. " +
            "Use strides of 1 and 16 output channels, or no residual.",
            "Residual"),
        new(
            "a map that shrank below the depthwise kernel",
            () => Start().Repeat(3, b => b.MaxPool()).DsBlock(16, conv1Filters: 32, kernel: 5),
            "DsBlock 1: the kernel of depthwise is 5 x 5, but the map it gets has shrunk to 3 x 3. " +
            "Use a smaller kernel, fewer strides before it, or a larger input.",
            "Kernel"),
        new(
            "a map that shrinks below the kernel inside the block",
            () => Start().Repeat(3, b => b.MaxPool()).DsBlock(16, conv1Filters: 32, conv1Stride: 2),
            "DsBlock 1: the kernel of depthwise is 3 x 3, but the map it gets has shrunk to 2 x 2. " +
            "Use a smaller kernel, fewer strides before it, or a larger input.",
            "Kernel"),
        new(
            "a map that shrank below Conv_1's kernel",
            () => Start().Repeat(3, b => b.MaxPool()).DsBlock(16, conv1Filters: 32, conv1Kernel: 7),
            "DsBlock 1: the kernel of conv_1 is 7 x 7, but the map it gets has shrunk to 3 x 3. " +
            "Use a smaller kernel, fewer strides before it, or a larger input.",
            "Kernel"),
        new(
            "a map narrower than a convolution's kernel",
            () => new ModelBuilder().Input(1, 28, 2).Conv(8),
            "Layer 0 (conv): the kernel of conv is 3 x 3, but the map it gets has shrunk to 28 x 2. " +
            "Use a smaller kernel, fewer strides before it, or a larger input.",
            "Kernel"),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_broken_rule_is_named_with_the_block_and_the_numbers(Refusal refusal)
    {
        InvalidSpecException exception = refusal.Attempt.Should().ThrowExactly<InvalidSpecException>().Which;

        exception.Message.Should().Be(refusal.Message);
        exception.ParamName.Should().Be(refusal.Member);
        exception.Place.Should().Be(refusal.Message[..refusal.Message.IndexOf(':')]);
    }

    [Fact]
    public void Later_blocks_get_6_x_the_previous_blocks_output_with_whatever_between() =>
        Start()
            .Conv(3)
            .DsBlock(16, conv1Filters: 32)
            .MaxPool()
            .DsBlock(24)
            .Conv(7).Dropout(0.1)
            .DsBlock(40)
            .ToSpec().Layers.OfType<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(32, 6 * 16, 6 * 24);

    [Fact]
    public void The_patents_number_may_be_given_explicitly() =>
        Start().DsBlock(16, conv1Filters: 32).DsBlock(24, conv1Filters: 96)
            .ToSpec().Should().Be(Start().DsBlock(16, conv1Filters: 32).DsBlock(24).ToSpec());

    [Fact]
    public void Any_even_number_of_first_filters_will_do() =>
        Start().DsBlock(16, conv1Filters: 2).ToSpec().Weights[0].Dimensions.Should().Equal(2, 1, 1, 1);

    [Fact]
    public void A_block_made_elsewhere_counts_as_a_block() =>
        Start()
            .Add(new DsBlockSpec { Conv1Filters = 32, OutChannels = 16 })
            .DsBlock(24)
            .Add(new DsBlockSpec { Conv1Filters = 144, OutChannels = 5 })
            .DsBlock(6)
            .ToSpec().Layers.Cast<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(32, 96, 144, 30);

    [Fact]
    public void A_block_without_Conv_1_has_no_width_to_check() =>
        Start()
            .Conv(32)
            .Add(new DsBlockSpec { Conv1Filters = null, OutChannels = 16, Pointwise = null })
            .DsBlock(24)
            .DsBlock(24, configure: b => b with { Conv1Filters = null })
            .DsBlock(40)
            .ToSpec().Layers.OfType<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(null, 96, null, 144);

    [Fact]
    public void Other_widths_are_legal_in_a_spec()
    {
        var pruned = new ModelSpec(
            new InputSpec(1, 28, 28),
            [new DsBlockSpec { Conv1Filters = 31, OutChannels = 15 }, new DsBlockSpec { Conv1Filters = 77, OutChannels = 9 }]);

        pruned.Plan.Layers[1].Output.Shape.Should().Be(TensorShape.Map(9, 28, 28));
    }

    [Fact]
    public void A_kernel_as_large_as_its_map_is_accepted() =>
        Start().Repeat(3, b => b.MaxPool()).DsBlock(16, conv1Filters: 32, conv1Kernel: 3).ToSpec().Output.Should().Be(TensorShape.Map(16, 3, 3));

    private static ModelBuilder Start() => new ModelBuilder().Input(1, 28, 28);
}
