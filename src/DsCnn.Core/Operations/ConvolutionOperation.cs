namespace DsCnn.Plan;

/// <summary>A convolution (cross-correlation, as usual in deep learning) with zero padding: C x H x W to filters x H' x W'.</summary>
/// <remarks>
/// y[f, i, j] = bias[f] + sum over c, u, v of weight[f, c, u, v] x[g + c, stride i + u - padding, stride j + v - padding], where c runs over the channels of the filter's
/// group, g is the first of them, and x is 0 outside the map. H' = floor((H + 2 padding - kernel) / stride) + 1, W' likewise.
/// </remarks>
public sealed class ConvolutionOperation : WeightedOperation
{
    internal ConvolutionOperation(int layer, string name, ConvolutionSettings settings, bool bias, PlanValue output, PlanValue input)
        : base(layer, name, [settings.Filters, input.Shape.Channels / settings.Groups, settings.Kernel, settings.Kernel], bias, output, input) => Settings = settings;

    private ConvolutionSettings Settings { get; }

    /// <summary>Which part of its layer this is.</summary>
    public ConvolutionRole Role => Settings.Role;

    /// <summary>Whether it is one of the two convolutions that replace a low-rank one.</summary>
    public LowRankFactor Factor => Settings.Factor;

    /// <summary>The number of input channels.</summary>
    public int InChannels => Input.Shape.Channels;

    /// <summary>The number of output channels.</summary>
    public int Filters => Settings.Filters;

    /// <summary>Rows and columns of a filter, odd.</summary>
    public int Kernel => Settings.Kernel;

    /// <summary>The step of the filter over the padded map, in both directions.</summary>
    public override int Stride => Settings.Stride;

    /// <summary>The number of rows and columns of zeros on each of the four sides.</summary>
    public int Padding => Settings.Padding;

    /// <summary>The number of groups that input channels and filters are divided into; each filter sees the channels of its group. Equal to <see cref="InChannels"/> for a depthwise convolution.</summary>
    public int Groups => Settings.Groups;

    /// <summary>Whether it is the depthwise convolution of a DW conv, in which each filter sees the channel with its own index.</summary>
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

/// <summary>Whether a convolution is the whole of its part, or one of the two that replace a low-rank one.</summary>
public enum LowRankFactor
{
    /// <summary>The whole part.</summary>
    None,

    /// <summary>The first of two: it has the kernel and the stride, and as many filters as the rank.</summary>
    First,

    /// <summary>The second of two, a 1x1; a batch norm or bias comes after this one.</summary>
    Second,
}

/// <summary>The properties of a convolution that do not depend on its position. Padding, half the kernel, is defined only here.</summary>
internal sealed record ConvolutionSettings(ConvolutionRole Role, int Filters, int Kernel = 1, int Stride = 1, int Groups = 1)
{
    internal LowRankFactor Factor { get; init; }

    internal int Padding => Kernel / 2;
}
