namespace DsCnn.Plan;

/// <summary>A convolution (cross-correlation, as deep learning has it) with zero padding: C x H x W to filters x H' x W'.</summary>
/// <remarks>
/// y[f, i, j] = bias[f] + sum over c, u, v of weight[f, c, u, v] x[g + c, stride i + u - padding, stride j + v - padding], where c runs over the channels of the filter's
/// group, g is the first of them, and x is 0 outside the map. H' = floor((H + 2 padding - kernel) / stride) + 1, W' likewise.
/// </remarks>
public sealed class ConvolutionOperation : WeightedOperation
{
    internal ConvolutionOperation(int layer, string name, ConvolutionSettings settings, bool bias, PlanValue output, PlanValue input)
        : base(layer, name, [settings.Filters, input.Shape.Channels / settings.Groups, settings.Kernel, settings.Kernel], bias, output, input) => Settings = settings;

    private ConvolutionSettings Settings { get; }

    /// <summary>Which part of its layer it is.</summary>
    public ConvolutionRole Role => Settings.Role;

    /// <summary>Whether it is one of the two convolutions that stand for a low-rank one.</summary>
    public LowRankFactor Factor => Settings.Factor;

    /// <summary>Channels of its input.</summary>
    public int InChannels => Input.Shape.Channels;

    /// <summary>Channels of its output.</summary>
    public int Filters => Settings.Filters;

    /// <summary>Rows and columns of a filter, odd.</summary>
    public int Kernel => Settings.Kernel;

    /// <summary>Step of the filter over the padded map, in both directions.</summary>
    public override int Stride => Settings.Stride;

    /// <summary>Rows and columns of zeros on each of the four sides.</summary>
    public int Padding => Settings.Padding;

    /// <summary>How many groups input channels and filters are divided into; each filter sees the channels of its group. <see cref="InChannels"/> for a depthwise convolution.</summary>
    public int Groups => Settings.Groups;

    /// <summary>Whether it is the DW conv's depthwise convolution, each filter of which sees the channel of its own number.</summary>
    public bool IsDepthwise => Role == ConvolutionRole.Depthwise;

    /// <inheritdoc/>
    public override long Macs => checked(Output.Shape.LongElements * (InChannels / Groups) * Kernel * Kernel);
}

/// <summary>Which part of a layer a convolution is. A plain convolution layer is <see cref="Whole"/>; all others are parts of a DS block.</summary>
public enum ConvolutionRole
{
    /// <summary>A plain convolution layer.</summary>
    Whole,

    /// <summary>A DS block's Conv_1.</summary>
    Conv1,

    /// <summary>The 1x1 of a DW conv.</summary>
    Pointwise,

    /// <summary>The depthwise convolution of a DW conv.</summary>
    Depthwise,

    /// <summary>An SE module's reduce_conv.</summary>
    SqueezeReduce,

    /// <summary>An SE module's expand_conv.</summary>
    SqueezeExpand,

    /// <summary>A DS block's Conv_2.</summary>
    Conv2,
}

/// <summary>Whether a convolution is all of its part, or one of two that stand for a low-rank one.</summary>
public enum LowRankFactor
{
    /// <summary>All of it.</summary>
    None,

    /// <summary>The first of two: it has kernel and stride, and as many filters as the rank.</summary>
    First,

    /// <summary>The second of two, a 1x1; a batch norm or bias comes after this one.</summary>
    Second,
}

/// <summary>What a convolution is like, beside where it stands. Padding is half the kernel, the one place that says so.</summary>
internal sealed record ConvolutionSettings(ConvolutionRole Role, int Filters, int Kernel = 1, int Stride = 1, int Groups = 1)
{
    internal LowRankFactor Factor { get; init; }

    internal int Padding => Kernel / 2;
}
