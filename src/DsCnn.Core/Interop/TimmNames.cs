using Module = (string Own, string Foreign);

namespace DsCnn.Interop;

/// <summary>The names of the modules in timm's EfficientNets and MobileNets.</summary>
internal static class TimmNames
{
    internal static IEnumerable<Module> Modules(ModelSpec spec)
    {
        int stages = 0;
        foreach ((LayerPlan plan, DsBlockSpec block, int stage, int index) in ForeignNames.Blocks(spec))
        {
            stages = stage + 1;
            foreach (Module module in Block(plan.Prefix, block, $"blocks.{stage}.{index}"))
                yield return module;
        }

        // In MobileNetV3, the convolution before the pool is a stage, and the head comes after the pool.
        LayerPlan? pixelwise = PixelwiseLayer(spec);
        (string, string) last = pixelwise is null ? ("conv_head", "bn2") : ($"blocks.{stages}.0.conv", $"blocks.{stages}.0.bn1");
        LayerPlan[] convolutions = [.. spec.Plan.Layers.Where(p => p.Spec is ConvSpec)];
        foreach ((LayerPlan plan, (string conv, string norm)) in convolutions.Zip([("conv_stem", "bn1"), last]))
        {
            yield return ($"{plan.Prefix}.conv", conv);
            yield return ($"{plan.Prefix}.bn", norm);
        }

        if (pixelwise is not null)
            yield return (pixelwise.Prefix, "conv_head");
        yield return (spec.Plan.Layers.Last(p => p.Spec is FullyConnectedSpec).Prefix, "classifier");
    }

    /// <summary>The fully connected layer that is a 1x1 convolution of one-pixel maps in timm: MobileNetV3's before the classifier.</summary>
    internal static LayerPlan? PixelwiseLayer(ModelSpec spec) =>
        spec.Plan.Layers.Where(p => p.Spec is FullyConnectedSpec).ToArray() is [var first, _] ? first : null;

    private static IEnumerable<Module> Block(string own, DsBlockSpec block, string foreign)
    {
        // A block without expansion is a different class in timm, whose 1x1 convolution has a different name.
        bool expands = block.Conv1Filters is not null;
        int norm = 1;
        if (expands)
        {
            yield return ($"{own}.conv_1", $"{foreign}.conv_pw");
            yield return ($"{own}.bn_1", $"{foreign}.bn{norm++}");
        }

        yield return ($"{own}.depthwise", $"{foreign}.conv_dw");
        yield return ($"{own}.bn_2", $"{foreign}.bn{norm++}");
        yield return ($"{own}.se.reduce_conv", $"{foreign}.se.conv_reduce");
        yield return ($"{own}.se.expand_conv", $"{foreign}.se.conv_expand");
        yield return ($"{own}.conv_2", expands ? $"{foreign}.conv_pwl" : $"{foreign}.conv_pw");
        yield return ($"{own}.bn_3", $"{foreign}.bn{norm}");
    }
}
