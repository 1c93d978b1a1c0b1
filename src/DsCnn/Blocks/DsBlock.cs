using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A DS block: N x C_in x H x W to N x C_out x H' x W'.</summary>
/// <remarks>
/// Patent CN111242299A, claims 1 to 5: Conv_1, BN, Swish; DW conv (a 1x1 convolution, then a depthwise one), BN, Swish; SE module;
/// Conv_2, BN. Anything else that <see cref="DsBlockSpec"/> turns on or off is not in the patent.
/// Because odd kernels are padded by half, each stride s turns a size into floor((size - 1) / s) + 1: first conv1Stride, then stride.
/// </remarks>
/// <example><code>
/// var spec = new DsBlockSpec { OutChannels = 24, Conv1Filters = 96, Stride = 2 };
/// using var block = new DsBlock(spec, inChannels: 16);
/// using Tensor maps = randn(1, 16, 28, 28);
/// using Tensor result = block.forward(maps);       // 1 x 24 x 14 x 14
/// </code></example>
public sealed class DsBlock : nn.Module<Tensor, Tensor>, IRandomLayer
{
    [ComponentName(Name = "conv_1")]
    private readonly nn.Module<Tensor, Tensor>? _conv1;

    [ComponentName(Name = "bn_1")]
    private readonly BatchNorm2d? _bn1;

    [ComponentName(Name = "pointwise")]
    private readonly nn.Module<Tensor, Tensor>? _pointwise;

    [ComponentName(Name = "depthwise")]
    private readonly Conv2d _depthwise;

    [ComponentName(Name = "bn_2")]
    private readonly BatchNorm2d? _bn2;

    [ComponentName(Name = "se")]
    private readonly SqueezeExcite? _squeezeExcite;

    [ComponentName(Name = "conv_2")]
    private readonly nn.Module<Tensor, Tensor> _conv2;

    [ComponentName(Name = "bn_3")]
    private readonly BatchNorm2d? _bn3;

    private Generator? _generator;
    private BatchPart _part;

    /// <summary>Creates a block with random weights, on the CPU.</summary>
    /// <param name="spec">The structure of the block.</param>
    /// <param name="inChannels">Channels of its input, C_in.</param>
    /// <param name="batchNorm">The settings of its batch norms. Default: epsilon 1e-5, momentum 0.1.</param>
    /// <param name="seed">The seed of the random weights.</param>
    /// <exception cref="InvalidSpecException">The block cannot take that number of channels.</exception>
    public DsBlock(DsBlockSpec spec, int inChannels, BatchNormSpec? batchNorm = null, int seed = 0)
        : this(new ModelSpec(new InputSpec(inChannels, 2, 2), [spec]) { BatchNorm = batchNorm ?? new BatchNormSpec() }, SeededGenerator.Create(seed))
    {
    }

    /// <summary>Creates a block in its place in a network.</summary>
    internal DsBlock(PartFactory parts)
        : base(nameof(DsBlock))
    {
        Spec = (DsBlockSpec)parts.Plan.Spec;
        _conv1 = parts.Convolution(ConvolutionRole.Conv1);
        _bn1 = parts.BatchNorm(ConvolutionRole.Conv1);
        _pointwise = parts.Convolution(ConvolutionRole.Pointwise);
        _depthwise = parts.Whole(ConvolutionRole.Depthwise);
        _bn2 = parts.BatchNorm(ConvolutionRole.Depthwise);
        _squeezeExcite = Spec.SqueezeExcite is null ? null : new SqueezeExcite(parts);
        _conv2 = parts.Convolution(ConvolutionRole.Conv2)!;
        _bn3 = parts.BatchNorm(ConvolutionRole.Conv2);
        RegisterComponents();
    }

    private DsBlock(ModelSpec alone, Generator generator)
        : this(new PartFactory(alone.Plan.Layers[0], alone.BatchNorm, generator)) => generator.Dispose();

    /// <summary>The structure of the block, with all defaults filled in.</summary>
    public DsBlockSpec Spec { get; }

    Generator? IRandomLayer.Generator
    {
        set => _generator = value;
    }

    BatchPart IRandomLayer.Part
    {
        set => _part = value;
    }

    /// <summary>Runs the block.</summary>
    /// <param name="input">N x C_in x H x W.</param>
    /// <returns>N x C_out x H' x W', on a CPU with the channels innermost in memory: reshape or flatten it rather than view it.</returns>
    /// <exception cref="ArgumentException">In training mode, a batch norm gets a single value per channel: one image with a 1 x 1 map.</exception>
    public override Tensor forward(Tensor input)
    {
        var chain = new MapChain(input);

        // Conv_1
        if (_conv1 is not null)
        {
            chain.Add(Convolve(_conv1, chain.Map));
            chain.Add(chain.Map.ChannelsInnermost());
            chain.Add(_bn1.Normalize(chain.Map, Spec.Activation, Spec.SwishBeta));
        }

        // DW conv
        if (_pointwise is not null)
            chain.Add(Convolve(_pointwise, chain.Map));
        chain.Add(FusedDepthwise.Convolve(_depthwise, chain.Map));
        chain.Add(_bn2.Normalize(chain.Map, Spec.Activation, Spec.SwishBeta));

        // SE module
        if (_squeezeExcite is not null)
            chain.Add(_squeezeExcite.call(chain.Map));

        // Conv_2
        chain.Add(Convolve(_conv2, chain.Map));
        chain.Add(_bn3.Normalize(chain.Map, Spec.Conv2Activation, Spec.SwishBeta));
        if (Spec.Residual)
        {
            DropPath(ref chain);
            chain.Add(input + chain.Map);
        }

        return chain.Map;
    }

    private static Tensor Convolve(nn.Module<Tensor, Tensor> convolution, Tensor x) =>
        convolution is Conv2d whole ? whole.Convolve(x) : convolution.CallWatched(x);

    /// <summary>Stochastic depth (Huang et al. 2016): drops the block for some images of the batch and scales up the others.</summary>
    private void DropPath(ref MapChain chain)
    {
        if (!training || Spec.DropPath == 0)
            return;

        double keep = 1 - Spec.DropPath;
        Tensor x = chain.Map;
        long images = x.size(0);
        using Tensor numbers = rand(_part.WholeOf(images), 1, 1, 1, device: _generator is null ? x.device : CPU, generator: _generator);
        using Tensor own = numbers.narrow(0, _part.First, images), below = own < keep;
        using Tensor kept = below.to(x.dtype, x.device), scale = kept / keep;
        chain.Add(x * scale);
    }
}
