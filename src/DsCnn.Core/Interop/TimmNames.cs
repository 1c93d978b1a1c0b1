using Module = (string Own, string Foreign);

namespace DsCnn.Interop;

/// <summary>What timm calls the modules of its EfficientNets.</summary>
internal static class TimmNames
{
    internal static IEnumerable<Module> Modules(ModelSpec spec)
    {
        LayerPlan[] convolutions = [.. spec.Plan.Layers.Where(p => p.Spec is ConvSpec)];
        foreach ((LayerPlan plan, (string conv, string norm)) in convolutions.Zip([("conv_stem", "bn1"), ("conv_head", "bn2")]))
        {
            yield return ($"{plan.Prefix}.conv", conv);
            yield return ($"{plan.Prefix}.bn", norm);
        }

        foreach ((LayerPlan plan, DsBlockSpec block, int stage, int index) in ForeignNames.Blocks(spec))
        {
            foreach (Module module in Block(plan.Prefix, block, $"blocks.{stage}.{index}"))
                yield return module;
        }

        yield return (spec.Plan.Layers.Single(p => p.Spec is FullyConnectedSpec).Prefix, "classifier");
    }

    private static IEnumerable<Module> Block(string own, DsBlockSpec block, string foreign)
    {
        // A block without expansion is another class of timm's, whose 1x1 convolution has another name.
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
