namespace DsCnn.Interop;

/// <summary>A spec's tensors and what another program calls each.</summary>
/// <remarks>
/// Derived from the spec layer by layer. A stage of the other program's network begins where a block has a stride, another kernel or another
/// width than the one before.
/// </remarks>
internal static class ForeignNames
{
    /// <summary>Each tensor of the spec with its foreign name, in the spec's order.</summary>
    /// <exception cref="NotSupportedException">The other program has no such network.</exception>
    internal static IReadOnlyList<(WeightShape Own, string Foreign)> Of(ModelSpec spec, ForeignNaming naming)
    {
        NetworkFamily family = NetworkFamilies.Of(spec) ?? throw new NotSupportedException(
            $"{spec.Name} is none of EfficientNet, MobileNetV2 and VGG, the networks that others have names for.");
        if (naming != ForeignNaming.Torchvision && family != NetworkFamily.EfficientNet)
            throw new NotSupportedException($"{spec.Name} can only be read and written under torchvision's names; timm's are known for EfficientNet.");

        IEnumerable<(string Own, string Foreign)> modules = (naming, family) switch
        {
            (ForeignNaming.Timm, _) => TimmNames.Modules(spec),
            (ForeignNaming.TimmTensorFlow, _) => throw new NotSupportedException(
                "timm's tf_efficientnet networks pad as TensorFlow does, more on the right and below than on the left and above, with epsilon 1e-3. " +
                $"{spec.Name} pads evenly, so their weights would give wrong answers. Use timm's efficientnet_* or torchvision's weights."),
            (_, NetworkFamily.Vgg) => TorchvisionNames.Vgg(spec),
            _ => TorchvisionNames.Mobile(spec, family),
        };
        Dictionary<string, string> map = modules.ToDictionary(m => m.Own, m => m.Foreign);
        return [.. spec.Weights.Select(w => (w, Rename(w.Name, map)))];
    }

    /// <summary>The blocks with their places: which stage, and which block of it, both from 0.</summary>
    internal static IEnumerable<(LayerPlan Plan, DsBlockSpec Block, int Stage, int Index)> Blocks(ModelSpec spec)
    {
        DsBlockSpec? before = null;
        int stage = -1;
        int index = 0;
        foreach (LayerPlan plan in spec.Plan.Layers)
        {
            if (plan.Spec is not DsBlockSpec block)
                continue;
            bool continues = before is not null && block.Stride == 1 && block.Kernel == before.Kernel && block.OutChannels == before.OutChannels;
            stage += continues ? 0 : 1;
            index = continues ? index + 1 : 0;
            before = block;
            yield return (plan, block, stage, index);
        }
    }

    private static string Rename(string name, Dictionary<string, string> modules)
    {
        int dot = name.LastIndexOf('.');
        return modules[name[..dot]] + name[dot..];
    }
}
