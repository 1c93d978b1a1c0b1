using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A DS block as most people would write it with TorchSharp: plain modules, functional activations, no thought of memory.</summary>
internal sealed class HandWrittenBlock : nn.Module<Tensor, Tensor>
{
    private readonly DsBlockSpec _spec;
    private readonly Conv2d? conv1;
    private readonly BatchNorm2d? bn1;
    private readonly Conv2d? pointwise;
    private readonly Conv2d depthwise;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? reduce;
    private readonly Conv2d? expand;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn3;

    internal HandWrittenBlock(DsBlockSpec spec, int inChannels, BatchNormSpec norm)
        : base(nameof(HandWrittenBlock))
    {
        if (spec.SwishBeta != 1 || spec.Pointwise is { Rank: not null } or { Groups: > 1 })
            throw new NotSupportedException("The hand-written block has a swish with beta 1 and a full 1x1 convolution.");
        _spec = spec;
        int hidden = spec.Conv1Filters ?? inChannels;
        if (spec.Conv1Filters is not null)
        {
            conv1 = nn.Conv2d(inChannels, hidden, spec.Conv1Kernel, stride: spec.Conv1Stride, padding: spec.Conv1Kernel / 2, bias: false);
            bn1 = nn.BatchNorm2d(hidden, norm.Epsilon, norm.Momentum);
        }

        if (spec.Pointwise is not null)
            pointwise = nn.Conv2d(hidden, hidden, 1, bias: false);
        depthwise = nn.Conv2d(hidden, hidden, spec.Kernel, stride: spec.Stride, padding: spec.Kernel / 2, groups: hidden, bias: false);
        bn2 = nn.BatchNorm2d(hidden, norm.Epsilon, norm.Momentum);
        if (spec.SqueezeExcite is { Filters: { } filters })
        {
            reduce = nn.Conv2d(hidden, filters, 1);
            expand = nn.Conv2d(filters, hidden, 1);
        }

        conv2 = nn.Conv2d(hidden, spec.OutChannels, 1, bias: false);
        bn3 = nn.BatchNorm2d(spec.OutChannels, norm.Epsilon, norm.Momentum);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        if (conv1 is not null)
            x = _spec.Activation.Plain(bn1!.call(conv1.call(x)));
        if (pointwise is not null)
            x = pointwise.call(x);
        x = _spec.Activation.Plain(bn2.call(depthwise.call(x)));
        if (reduce is not null)
        {
            Tensor gate = _spec.Activation.Plain(reduce.call(nn.functional.adaptive_avg_pool2d(x, 1)));
            x = x * expand!.call(gate).sigmoid();
        }

        x = bn3.call(conv2.call(x));
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
