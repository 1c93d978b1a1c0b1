namespace DsCnn.Interop;

/// <summary>Tells which published family a spec belongs to, whatever its widths and depths.</summary>
internal static class NetworkFamilies
{
    internal static NetworkFamily? Of(ModelSpec spec)
    {
        LayerSpec[] layers = [.. spec.Layers.Where(l => l is not (DropoutSpec or HeadSpec))];
        if (layers is [ConvSpec stem, .. var middle, ConvSpec head, GlobalAveragePoolSpec, FullyConnectedSpec { Activation: Activation.None }]
            && middle.All(l => l is DsBlockSpec))
        {
            if (IsMobile(spec, stem, head, Activation.Swish) && Blocks(spec).All(b => b.SqueezeExcite is not null))
                return NetworkFamily.EfficientNet;
            if (IsMobile(spec, stem, head, Activation.Relu6) && Blocks(spec).All(b => b.SqueezeExcite is null))
                return NetworkFamily.MobileNetV2;
        }

        int features = layers.TakeWhile(l => l is ConvSpec or MaxPoolSpec).Count();
        bool isVgg = features > 0 && features < layers.Length
            && layers[features..].All(l => l is FullyConnectedSpec)
            && layers.OfType<ConvSpec>().All(c => c is { Kernel: 3, Stride: 1, Bias: true, BatchNorm: false, Activation: Activation.Relu });
        return isVgg ? NetworkFamily.Vgg : null;
    }

    private static IEnumerable<DsBlockSpec> Blocks(ModelSpec spec) => spec.Layers.OfType<DsBlockSpec>();

    private static bool IsMobile(ModelSpec spec, ConvSpec stem, ConvSpec head, Activation activation) =>
        IsPlain(stem, 3, 2) && IsPlain(head, 1, 1)
        && spec.Plan.Layers.Where(p => p.Spec is DsBlockSpec).All(p => IsInvertedResidual((DsBlockSpec)p.Spec, p.Input.Shape.Channels, activation));

    private static bool IsPlain(ConvSpec conv, int kernel, int stride) =>
        conv is { Bias: false, BatchNorm: true } && conv.Kernel == kernel && conv.Stride == stride;

    private static bool IsInvertedResidual(DsBlockSpec block, int inChannels, Activation activation) =>
        block is { Pointwise: null, Conv1Kernel: 1, Conv1Stride: 1, SwishBeta: 1 }
        && block.Activation == activation
        && block.Residual == (block.Stride == 1 && block.OutChannels == inChannels);
}

/// <summary>The networks that other programs have names for.</summary>
internal enum NetworkFamily
{
    EfficientNet,
    MobileNetV2,
    Vgg,
}
