namespace DsCnn.Interop;

/// <summary>Determines which published family a spec belongs to, regardless of its widths and depths.</summary>
internal static class NetworkFamilies
{
    internal static NetworkFamily? Of(ModelSpec spec)
    {
        LayerSpec[] layers = [.. spec.Layers.Where(l => l is not (DropoutSpec or HeadSpec))];
        if (layers is [ConvSpec stem, .. var middle, GlobalAveragePoolSpec, FullyConnectedSpec { Activation: Activation.None }]
            && MobileOf(spec, stem, middle) is { } mobile)
        {
            return mobile;
        }

        if (layers is [ConvSpec v3Stem, .. var v3Middle, GlobalAveragePoolSpec, FullyConnectedSpec { Activation: Activation.HardSwish }, FullyConnectedSpec { Activation: Activation.None }]
            && IsMobile(spec, v3Stem, v3Middle, [Activation.Relu, Activation.HardSwish])
            && Blocks(spec).All(b => b.SqueezeExcite is null or { Activation: Activation.Relu, Gate: Activation.HardSigmoid }))
        {
            return NetworkFamily.MobileNetV3;
        }

        int features = layers.TakeWhile(l => l is ConvSpec or MaxPoolSpec).Count();
        bool isVgg = features > 0 && features < layers.Length
            && layers[features..].All(l => l is FullyConnectedSpec)
            && layers.OfType<ConvSpec>().All(c => c is { Kernel: 3, Stride: 1, Bias: true, BatchNorm: false, Activation: Activation.Relu });
        return isVgg ? NetworkFamily.Vgg : null;
    }

    private static NetworkFamily? MobileOf(ModelSpec spec, ConvSpec stem, LayerSpec[] middle)
    {
        if (IsPlain(stem, 3, 2) && middle.All(l => l is DsBlockSpec block && IsDepthwiseSeparable(block)))
            return NetworkFamily.MobileNetV1;
        if (IsMobile(spec, stem, middle, [Activation.Swish]) && Blocks(spec).All(b => b.SqueezeExcite is { Activation: null or Activation.Swish, Gate: Activation.Sigmoid }))
            return NetworkFamily.EfficientNet;
        if (!IsMobile(spec, stem, middle, [Activation.Relu6]) || Blocks(spec).Any(b => b.SqueezeExcite is not null))
            return null;
        return Blocks(spec).All(b => b.Kernel == 3) ? NetworkFamily.MobileNetV2 : NetworkFamily.EfficientNetLite;
    }

    private static IEnumerable<DsBlockSpec> Blocks(ModelSpec spec) => spec.Layers.OfType<DsBlockSpec>();

    private static bool IsMobile(ModelSpec spec, ConvSpec stem, LayerSpec[] middle, Activation[] activations) =>
        middle is [.. var blocks, ConvSpec head] && blocks.All(l => l is DsBlockSpec)
        && IsPlain(stem, 3, 2) && IsPlain(head, 1, 1)
        && spec.Plan.Layers.Where(p => p.Spec is DsBlockSpec).All(p => IsInvertedResidual((DsBlockSpec)p.Spec, p.Input.Shape.Channels, activations));

    private static bool IsPlain(ConvSpec conv, int kernel, int stride) =>
        conv is { Bias: false, BatchNorm: true } && conv.Kernel == kernel && conv.Stride == stride;

    private static bool IsDepthwiseSeparable(DsBlockSpec block) => block is
    {
        Conv1Filters: null, Pointwise: null, SqueezeExcite: null, Activation: Activation.Relu6, Conv2Activation: Activation.Relu6, Kernel: 3, Residual: false,
    };

    private static bool IsInvertedResidual(DsBlockSpec block, int inChannels, Activation[] activations) =>
        block is { Pointwise: null, Conv1Kernel: 1, Conv1Stride: 1, SwishBeta: 1, Conv2Activation: Activation.None }
        && activations.Contains(block.Activation)
        && block.Residual == (block.Stride == 1 && block.OutChannels == inChannels);
}

/// <summary>The networks that other programs have names for.</summary>
internal enum NetworkFamily
{
    EfficientNet,
    EfficientNetLite,
    MobileNetV1,
    MobileNetV2,
    MobileNetV3,
    Vgg,
}
