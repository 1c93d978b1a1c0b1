namespace DsCnn.Specs;

/// <summary>A DS block: N x C_in x H x W to N x C_out x H' x W'.</summary>
/// <remarks>
/// Patent CN111242299A, claims 1 to 5: Conv_1, BN, Swish; DW conv (a 1x1 convolution, then a depthwise one), BN, Swish; SE module;
/// Conv_2, BN. Residual, drop path, a DW conv without its 1x1, a low-rank or grouped 1x1, an activation at the end and other activations are not
/// in the patent and are off by default. A spec may have any width, as in a compressed model; <see cref="ModelBuilder"/> enforces the patent's.
/// </remarks>
public sealed record DsBlockSpec : LayerSpec
{
    /// <summary>In every block but the first, Conv_1 has 6 x the previous block's output channels (claim 2).</summary>
    public const int Expansion = 6;

    /// <inheritdoc/>
    public override string Type => "dsBlock";

    /// <summary>Filters of Conv_1, the block's hidden width F, or null for no Conv_1 (then F is the input's channels).</summary>
    public required int? Conv1Filters { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>Kernel of Conv_1, odd, padded by half. Default 1.</summary>
    public int Conv1Kernel { get; init => field = Check.OddKernel(value); } = 1;

    /// <summary>Stride of Conv_1. Default 1.</summary>
    public int Conv1Stride { get; init => field = Check.Extent(value); } = 1;

    /// <summary>The inner width of a low-rank Conv_1, two convolutions of which the first has the kernel and the stride, or null for one full convolution. Default null.</summary>
    public int? Conv1Rank { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>Kernel of the depthwise convolution, odd, padded by half. Default 3.</summary>
    public int Kernel { get; init => field = Check.OddKernel(value); } = 3;

    /// <summary>Stride of the depthwise convolution. Default 1.</summary>
    public int Stride { get; init => field = Check.Extent(value); } = 1;

    /// <summary>Filters of Conv_2: the block's output channels, C_out.</summary>
    public required int OutChannels { get; init => field = Check.Extent(value); }

    /// <summary>The inner width of a low-rank Conv_2, two 1x1 convolutions, or null for one. Default null.</summary>
    public int? Conv2Rank { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>The activation after Conv_2's batch norm, as in MobileNetV1's depthwise separable convolutions (Howard et al. 2017, figure 3). Default none.</summary>
    public Activation Conv2Activation { get; init => field = Check.Kind(value); } = Activation.None;

    /// <summary>The DW conv's 1x1 convolution, or null for none (EfficientNet's MBConv). Default: dense.</summary>
    public PointwiseSpec? Pointwise { get; init; } = new();

    /// <summary>The SE module, or null for none. Default: <c>max(1, F / 24)</c> filters.</summary>
    public SqueezeExciteSpec? SqueezeExcite { get; init; } = new();

    /// <summary>The activation after the first two batch norms, and inside the SE module unless that has its own. Default Swish.</summary>
    public Activation Activation { get; init => field = Check.Kind(value); } = Activation.Swish;

    /// <summary>beta of Swish, x * sigmoid(beta x). Default 1.</summary>
    public double SwishBeta { get; init => field = Check.Factor(value); } = 1;

    /// <summary>Whether the input is added to the output; requires that both have the same shape. Default false.</summary>
    public bool Residual { get; init; }

    /// <summary>The probability of dropping the block for an image during training (stochastic depth, Huang et al. 2016); requires a residual. Default 0.</summary>
    public double DropPath { get; init => field = Check.DropRate(value); }

    internal override DsBlockSpec Resolve(TensorShape input) =>
        SqueezeExcite is { Filters: null } module
            ? this with { SqueezeExcite = module.Resolve(Conv1Filters ?? input.Channels) }
            : this;

    internal override void Lower(PlanBuilder plan)
    {
        plan.RequireMap();
        if (DropPath > 0 && !Residual)
            throw new InvalidSpecException("DropPath needs Residual: a dropped block leaves only its input.", nameof(DropPath));
        if (Conv1Rank is not null && Conv1Filters is null)
            throw new InvalidSpecException("Conv1Rank needs Conv1Filters: without a Conv_1 there is nothing to factorize.", nameof(Conv1Rank));

        // Conv_1
        int hidden = Conv1Filters ?? plan.Shape.Channels;
        if (Conv1Filters is not null)
        {
            plan.Convolution("conv_1", new(ConvolutionRole.Conv1, hidden, Conv1Kernel, Conv1Stride), Conv1Rank, norm: "bn_1");
            plan.Activation(Activation, SwishBeta);
        }

        // DW conv
        if (Pointwise is not null)
            plan.Convolution("pointwise", new(ConvolutionRole.Pointwise, hidden, Groups: Pointwise.Groups), Pointwise.Rank);
        plan.Convolution("depthwise", new(ConvolutionRole.Depthwise, hidden, Kernel, Stride, Groups: hidden), norm: "bn_2");
        plan.Activation(Activation, SwishBeta);

        // SE module
        if (SqueezeExcite is not null)
        {
            PlanValue features = plan.Last;
            plan.GlobalPool(PoolKind.Average);
            plan.Convolution("se.reduce_conv", new(ConvolutionRole.SqueezeReduce, SqueezeExcite.Resolve(hidden).Filters!.Value), bias: true);
            plan.Activation(SqueezeExcite.Activation ?? Activation, SwishBeta);
            plan.Convolution("se.expand_conv", new(ConvolutionRole.SqueezeExpand, hidden), bias: true);
            plan.Activation(SqueezeExcite.Gate);
            plan.Scale(features);
        }

        // Conv_2
        plan.Convolution("conv_2", new(ConvolutionRole.Conv2, OutChannels), Conv2Rank, norm: "bn_3");
        plan.Activation(Conv2Activation, SwishBeta);
        if (Residual)
            plan.AddInput();
    }
}

/// <summary>The 1x1 convolution F to F inside a DS block's DW conv.</summary>
/// <remarks>The patent's is dense (no rank, one group). A rank r replaces it with two convolutions, F to r to F, with nothing in between.</remarks>
public sealed record PointwiseSpec
{
    /// <summary>The inner width r of a low-rank 1x1, or null for one full convolution. Default null.</summary>
    public int? Rank { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>Groups of the 1x1 convolution, or of both if there is a rank. Default 1: dense.</summary>
    public int Groups { get; init => field = Check.Extent(value); } = 1;
}

/// <summary>A squeeze-and-excitation module (Hu et al. 2018): global average, reduce, activation, expand, gate, scale.</summary>
public sealed record SqueezeExciteSpec
{
    /// <summary>The patent's reduction: to 1/24 of Conv_1's filters (claims 1 to 5).</summary>
    public const int Reduction = 24;

    /// <summary>Filters of <c>reduce_conv</c>, or null for <c>max(1, F / 24)</c>. A <see cref="ModelSpec"/> fills it in.</summary>
    public int? Filters { get; init => field = Check.ExtentOrNull(value); }

    /// <summary>The activation after <c>reduce_conv</c>, or null for the block's. Default null.</summary>
    public Activation? Activation { get; init => field = value is { } kind ? Check.Kind(kind) : null; }

    /// <summary>The function that turns the module's output into factors: <see cref="Activation.Sigmoid"/>, or <see cref="Activation.HardSigmoid"/> as in MobileNetV3 (Howard et al. 2019, section 5.2). Default: sigmoid.</summary>
    public Activation Gate { get; init => field = Check.Gate(value); } = DsCnn.Activation.Sigmoid;

    internal SqueezeExciteSpec Resolve(int hiddenFilters) =>
        Filters is null ? this with { Filters = Math.Max(1, hiddenFilters / Reduction) } : this;
}
