using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A DS block as most people would write it with TorchSharp: plain modules, functional activations, no thought of memory.</summary>
internal sealed class HandWrittenBlock : nn.Module<Tensor, Tensor>
{
    private readonly DsBlockSpec _spec;
    private readonly Conv2d? _conv1;
    private readonly BatchNorm2d? _bn1;
    private readonly Conv2d? _pointwise;
    private readonly Conv2d _depthwise;
    private readonly BatchNorm2d _bn2;
    private readonly Conv2d? _reduce;
    private readonly Conv2d? _expand;
    private readonly Conv2d _conv2;
    private readonly BatchNorm2d _bn3;

    internal HandWrittenBlock(DsBlockSpec spec, int inChannels, BatchNormSpec norm)
        : base(nameof(HandWrittenBlock))
    {
        if (spec.SwishBeta != 1 || spec.Pointwise is { Rank: not null } or { Groups: > 1 })
            throw new NotSupportedException("The hand-written block has a swish with beta 1 and a full 1x1 convolution.");
        _spec = spec;
        int hidden = spec.Conv1Filters ?? inChannels;
        if (spec.Conv1Filters is not null)
        {
            _conv1 = nn.Conv2d(inChannels, hidden, spec.Conv1Kernel, stride: spec.Conv1Stride, padding: spec.Conv1Kernel / 2, bias: false);
            _bn1 = nn.BatchNorm2d(hidden, norm.Epsilon, norm.Momentum);
        }

        if (spec.Pointwise is not null)
            _pointwise = nn.Conv2d(hidden, hidden, 1, bias: false);
        _depthwise = nn.Conv2d(hidden, hidden, spec.Kernel, stride: spec.Stride, padding: spec.Kernel / 2, groups: hidden, bias: false);
        _bn2 = nn.BatchNorm2d(hidden, norm.Epsilon, norm.Momentum);
        if (spec.SqueezeExcite is { Filters: { } filters })
        {
            _reduce = nn.Conv2d(hidden, filters, 1);
            _expand = nn.Conv2d(filters, hidden, 1);
        }

        _conv2 = nn.Conv2d(hidden, spec.OutChannels, 1, bias: false);
        _bn3 = nn.BatchNorm2d(spec.OutChannels, norm.Epsilon, norm.Momentum);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        if (_conv1 is not null)
            x = _spec.Activation.Plain(_bn1!.call(_conv1.call(x)));
        if (_pointwise is not null)
            x = _pointwise.call(x);
        x = _spec.Activation.Plain(_bn2.call(_depthwise.call(x)));
        if (_reduce is not null)
        {
            Tensor gate = _spec.Activation.Plain(_reduce.call(nn.functional.adaptive_avg_pool2d(x, 1)));
            x = x * _expand!.call(gate).sigmoid();
        }

        x = _bn3.call(_conv2.call(x));
        return _spec.Residual ? input + DropPath(x) : x;
    }

    private Tensor DropPath(Tensor x)
    {
        if (!training || _spec.DropPath == 0)
            return x;
        double keep = 1 - _spec.DropPath;
        return x * (rand(x.shape[0], 1, 1, 1) < keep).to(ScalarType.Float32) / keep;
    }
}
