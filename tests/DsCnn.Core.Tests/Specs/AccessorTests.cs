namespace DsCnn.Tests;

/// <summary>Every accessor that can refuse a value, through <c>with</c> so that no way around the check is left.</summary>
public sealed class AccessorTests
{
    private const string PositiveInteger = "must be a whole number from 1 to 1048576.";
    private const string OddKernel = "must be an odd number from 1 to 1023.";
    private const string PoolKernel = "must be a whole number from 1 to 1023.";
    private const string PositiveNumber = "must be a positive, finite number.";
    private const string Probability = "must be a number of at least 0 and below 1.";
    private const string Share = "must be a number above 0 and at most 1.";
    private const string AnActivation = "must be one of None, Swish, Relu, Relu6, HardSwish, Sigmoid, HardSigmoid.";

    private static readonly DsBlockSpec _block = new() { Conv1Filters = 32, OutChannels = 16 };
    private static readonly ConvSpec _conv = new() { Filters = 8 };
    private static readonly MaxPoolSpec _maxPool = new();
    private static readonly AveragePoolSpec _averagePool = new();
    private static readonly DropoutSpec _dropout = new() { Rate = 0.5 };
    private static readonly FullyConnectedSpec _fullyConnected = new() { Units = 10 };
    private static readonly PointwiseSpec _pointwise = new();
    private static readonly SqueezeExciteSpec _squeezeExcite = new();
    private static readonly InputSpec _input = new(3, 32, 32);
    private static readonly BatchNormSpec _batchNorm = new();

    public static TheoryData<Refusal> Refusals =>
    [
        Row("Conv1Filters", PositiveInteger, "0", () => _block with { Conv1Filters = 0 }),
        Row("Conv1Filters", PositiveInteger, "-32", () => _block with { Conv1Filters = -32 }),
        Row("Conv1Filters", PositiveInteger, "1048577", () => _block with { Conv1Filters = 1048577 }),
        Row("Conv1Kernel", OddKernel, "2", () => _block with { Conv1Kernel = 2 }),
        Row("Conv1Kernel", OddKernel, "0", () => _block with { Conv1Kernel = 0 }),
        Row("Conv1Kernel", OddKernel, "-1", () => _block with { Conv1Kernel = -1 }),
        Row("Conv1Kernel", OddKernel, "1025", () => _block with { Conv1Kernel = 1025 }),
        Row("Conv1Stride", PositiveInteger, "0", () => _block with { Conv1Stride = 0 }),
        Row("Kernel", OddKernel, "4", () => _block with { Kernel = 4 }),
        Row("Kernel", OddKernel, "-3", () => _block with { Kernel = -3 }),
        Row("Stride", PositiveInteger, "0", () => _block with { Stride = 0 }),
        Row("Stride", PositiveInteger, "-2147483648", () => _block with { Stride = int.MinValue }),
        Row("OutChannels", PositiveInteger, "0", () => _block with { OutChannels = 0 }),
        Row("OutChannels", PositiveInteger, "2147483647", () => _block with { OutChannels = int.MaxValue }),
        Row("Activation", AnActivation, "99", () => _block with { Activation = (Activation)99 }),
        Row("Conv2Activation", AnActivation, "-2", () => _block with { Conv2Activation = (Activation)(-2) }),
        Row("SwishBeta", PositiveNumber, "0", () => _block with { SwishBeta = 0 }),
        Row("SwishBeta", PositiveNumber, "-1.5", () => _block with { SwishBeta = -1.5 }),
        Row("SwishBeta", PositiveNumber, "NaN", () => _block with { SwishBeta = double.NaN }),
        Row("SwishBeta", PositiveNumber, "Infinity", () => _block with { SwishBeta = double.PositiveInfinity }),
        Row("DropPath", Probability, "1", () => _block with { DropPath = 1 }),
        Row("DropPath", Probability, "-0.1", () => _block with { DropPath = -0.1 }),
        Row("DropPath", Probability, "NaN", () => _block with { DropPath = double.NaN }),
        Row("Rank", PositiveInteger, "0", () => _pointwise with { Rank = 0 }),
        Row("Groups", PositiveInteger, "0", () => _pointwise with { Groups = 0 }),
        Row("Filters", PositiveInteger, "0", () => _squeezeExcite with { Filters = 0 }),
        Row("Activation", AnActivation, "8", () => _squeezeExcite with { Activation = (Activation)8 }),
        Row("Gate", "must be Sigmoid or HardSigmoid.", "Swish", () => _squeezeExcite with { Gate = Activation.Swish }),
        Row("Filters", PositiveInteger, "-8", () => _conv with { Filters = -8 }),
        Row("Kernel", OddKernel, "6", () => _conv with { Kernel = 6 }),
        Row("Stride", PositiveInteger, "0", () => _conv with { Stride = 0 }),
        Row("Activation", AnActivation, "-1", () => _conv with { Activation = (Activation)(-1) }),
        Row("Kernel", PoolKernel, "0", () => _maxPool with { Kernel = 0 }),
        Row("Kernel", PoolKernel, "1024", () => _maxPool with { Kernel = 1024 }),
        Row("Stride", PositiveInteger, "0", () => _maxPool with { Stride = 0 }),
        Row("Kernel", PoolKernel, "-2", () => _averagePool with { Kernel = -2 }),
        Row("Stride", PositiveInteger, "-2", () => _averagePool with { Stride = -2 }),
        Row("Rate", Probability, "1", () => _dropout with { Rate = 1 }),
        Row("Rate", Probability, "-0.5", () => _dropout with { Rate = -0.5 }),
        Row("Units", PositiveInteger, "0", () => _fullyConnected with { Units = 0 }),
        Row("Activation", AnActivation, "7", () => _fullyConnected with { Activation = (Activation)7 }),
        Row("Channels", PositiveInteger, "0", () => _input with { Channels = 0 }),
        Row("Height", PositiveInteger, "-1", () => _input with { Height = -1 }),
        Row("Width", PositiveInteger, "1048577", () => _input with { Width = 1048577 }),
        Row("Epsilon", PositiveNumber, "0", () => _batchNorm with { Epsilon = 0 }),
        Row("Epsilon", PositiveNumber, "NaN", () => _batchNorm with { Epsilon = double.NaN }),
        Row("Momentum", Share, "0", () => _batchNorm with { Momentum = 0 }),
        Row("Momentum", Share, "1.1", () => _batchNorm with { Momentum = 1.1 }),
        Row("Momentum", Share, "NaN", () => _batchNorm with { Momentum = double.NaN }),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_impossible_value_is_refused_where_it_is_set(Refusal refusal)
    {
        InvalidSpecException exception = refusal.Attempt.Should().ThrowExactly<InvalidSpecException>().Which;

        exception.Message.Should().Be(refusal.Message);
        exception.ParamName.Should().Be(refusal.Member);
        exception.Place.Should().BeNull("the property alone says where");
    }

    [Fact]
    public void A_new_object_is_checked_like_a_changed_one()
    {
        FluentActions.Invoking(() => new ConvSpec { Filters = 8, Kernel = 2 })
            .Should().ThrowExactly<InvalidSpecException>().WithMessage("Kernel must be an odd number from 1 to 1023. Received: 2.");
        FluentActions.Invoking(() => new InputSpec(3, 0, 32))
            .Should().ThrowExactly<InvalidSpecException>().WithMessage("Height must be a whole number from 1 to 1048576. Received: 0.");
    }

    [Fact]
    public void The_extremes_that_are_allowed_are_accepted()
    {
        var block = _block with { Conv1Filters = 1 << 20, Kernel = 1023, Stride = 1 << 20, DropPath = 0.999999, SwishBeta = double.Epsilon };
        var norm = _batchNorm with { Momentum = 1, Epsilon = double.MaxValue };

        block.Kernel.Should().Be(1023);
        norm.Momentum.Should().Be(1);
        (_dropout with { Rate = 0 }).Rate.Should().Be(0);
    }

    [Fact]
    public void A_refusal_is_an_argument_exception_for_those_who_do_not_know_the_library() =>
        FluentActions.Invoking(() => _conv with { Kernel = 2 }).Should().Throw<ArgumentException>().WithParameterName("Kernel");

    private static Refusal Row(string member, string expected, string received, Func<object?> attempt) =>
        new($"{member} {received}", attempt, $"{member} {expected} Received: {received}.", member);
}
