namespace DsCnn;

/// <summary>A DS block: N x C_in x H x W to N x C_out x H' x W'.</summary>
/// <remarks>
/// Patent CN111242299A, claims 1 to 5: Conv_1, BN, Swish; DW conv (a 1x1 convolution, then a depthwise one), BN, Swish; SE module;
/// Conv_2, BN. Residual, drop path, a DW conv without its 1x1, a low-rank or grouped 1x1 and other activations are not in the patent
/// and off by default. A spec may carry any width, as a compressed model does; <see cref="ModelBuilder"/> enforces the patent's.
/// </remarks>
public sealed record DsBlockSpec : LayerSpec
{
    /// <summary>Conv_1 of every block but the first has 6 x the previous block's output channels (claim 2).</summary>
    public const int Expansion = 6;

    /// <inheritdoc/>
    public override string Type => "dsBlock";

    /// <summary>Filters of Conv_1, the block's hidden width F, or null for no Conv_1 (then F is the input's channels).</summary>
    public required int? Conv1Filters { get; init => field = Require.PositiveOrNull(value); }

    /// <summary>Kernel of Conv_1, odd, padded by half. Default 1.</summary>
    public int Conv1Kernel { get; init => field = Require.OddKernel(value); } = 1;

    /// <summary>Stride of Conv_1. Default 1.</summary>
    public int Conv1Stride { get; init => field = Require.Positive(value); } = 1;

    /// <summary>The inner width of a low-rank Conv_1, two convolutions of which the first has kernel and stride, or null for one full convolution. Default null.</summary>
    public int? Conv1Rank { get; init => field = Require.PositiveOrNull(value); }

    /// <summary>Kernel of the depthwise convolution, odd, padded by half. Default 3.</summary>
    public int Kernel { get; init => field = Require.OddKernel(value); } = 3;

    /// <summary>Stride of the depthwise convolution. Default 1.</summary>
    public int Stride { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Filters of Conv_2: the block's output channels, C_out.</summary>
    public required int OutChannels { get; init => field = Require.Positive(value); }

    /// <summary>The inner width of a low-rank Conv_2, two 1x1 convolutions, or null for one. Default null.</summary>
    public int? Conv2Rank { get; init => field = Require.PositiveOrNull(value); }

    /// <summary>The DW conv's 1x1 convolution, or null for none (EfficientNet's MBConv). Default: dense.</summary>
    public PointwiseSpec? Pointwise { get; init; } = new();

    /// <summary>The SE module, or null for none. Default: <c>max(1, F / 24)</c> filters.</summary>
    public SqueezeExciteSpec? SqueezeExcite { get; init; } = new();

    /// <summary>The activation after the first two batch norms and inside the SE module. Default Swish.</summary>
    public Activation Activation { get; init => field = Require.Defined(value); } = Activation.Swish;

    /// <summary>beta of Swish, x * sigmoid(beta x). Default 1.</summary>
    public double SwishBeta { get; init => field = Require.PositiveFinite(value); } = 1;

    /// <summary>Whether the input is added to the output; only where both have the same shape. Default false.</summary>
    public bool Residual { get; init; }

    /// <summary>The probability with which training drops the block for one image (stochastic depth, Huang et al. 2016); needs a residual. Default 0.</summary>
    public double DropPath { get; init => field = Require.InUnitInterval(value); }

    internal override DsBlockSpec Resolve(TensorShape input) =>
        SqueezeExcite is { Filters: null } module
            ? this with { SqueezeExcite = module.Resolve(Conv1Filters ?? input.Channels) }
            : this;

    internal override void Lower(OperationGraph graph)
    {
        graph.RequireMap();
        if (DropPath > 0 && !Residual)
            throw new InvalidSpecException("DropPath needs Residual: a dropped block leaves only its input.", nameof(DropPath));

        if (Conv1Rank is not null && Conv1Filters is null)
            throw new InvalidSpecException("Conv1Rank needs Conv1Filters: without a Conv_1 there is nothing to factorise.", nameof(Conv1Rank));

        // Conv_1
        int hidden = Conv1Filters ?? graph.Shape.Channels;
        if (Conv1Filters is not null)
        {
            LowerLowRank(graph, "conv_1", Conv1Rank, hidden, Conv1Kernel, Conv1Stride);
            graph.BatchNorm("bn_1");
            graph.Activation(Activation, SwishBeta);
        }

        // DW conv
        if (Pointwise is not null)
            LowerLowRank(graph, "pointwise", Pointwise.Rank, hidden, groups: Pointwise.Groups);
        graph.Convolution("depthwise", hidden, Kernel, Stride, groups: hidden);
        graph.BatchNorm("bn_2");
        graph.Activation(Activation, SwishBeta);

        // SE module
        if (SqueezeExcite is not null)
            LowerSqueezeExcite(graph, hidden, SqueezeExcite.Resolve(hidden).Filters!.Value);

        // Conv_2
        LowerLowRank(graph, "conv_2", Conv2Rank, OutChannels);
        graph.BatchNorm("bn_3");
        if (Residual)
            graph.AddInput();
    }

    private static void LowerLowRank(OperationGraph graph, string name, int? rank, int filters, int kernel = 1, int stride = 1, int groups = 1)
    {
        if (rank is not { } width)
        {
            graph.Convolution(name, filters, kernel, stride, groups);
            return;
        }

        graph.Convolution($"{name}.0", width, kernel, stride, groups);
        graph.Convolution($"{name}.1", filters, groups: groups);
    }

    private void LowerSqueezeExcite(OperationGraph graph, int hidden, int filters)
    {
        int features = graph.Last;
        graph.GlobalPool(PoolKind.Average);
        graph.Convolution("se.reduce_conv", filters, bias: true);
        graph.Activation(Activation, SwishBeta);
        graph.Convolution("se.expand_conv", hidden, bias: true);
        graph.Activation(Activation.Sigmoid);
        graph.Scale(features);
    }
}
