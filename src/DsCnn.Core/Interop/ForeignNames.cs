namespace DsCnn.Interop;

/// <summary>A spec's tensors and their names in another program.</summary>
/// <remarks>
/// Derived from the spec layer by layer. A stage of the other program's network begins where a block has a stride, or a different kernel or
/// width than the previous block. Rounding may give two stages of a narrow MobileNetV3 the same width; then the published network tells them apart.
/// </remarks>
internal static class ForeignNames
{
    private static readonly DsBlockSpec[][] _mobileNetV3 =
        [.. new[] { PresetTables.MobileNetV3Small, PresetTables.MobileNetV3Large }.Select(table => table.ToSpec().Layers.OfType<DsBlockSpec>().ToArray())];

    /// <summary>All tensors of the spec with their foreign names, in the spec's order.</summary>
    /// <exception cref="NotSupportedException">The other program has no such network.</exception>
    internal static IReadOnlyList<ForeignTensor> Of(ModelSpec spec, ForeignNaming naming)
    {
        NetworkFamily family = NetworkFamilies.Of(spec) ?? throw new NotSupportedException(
            $"{spec.Name} is not an EfficientNet, EfficientNet-Lite, MobileNetV1 to V3 or VGG, the networks that other programs have names for.");
        if (naming != ForeignNaming.Torchvision && family == NetworkFamily.Vgg)
            throw new NotSupportedException($"{spec.Name} can only be read and written under torchvision's names; timm's are known for EfficientNet and MobileNet.");

        IEnumerable<(string Own, string Foreign)> modules = (naming, family) switch
        {
            (ForeignNaming.Timm, _) => TimmNames.Modules(spec),
            (ForeignNaming.TimmTensorFlow, _) => throw new NotSupportedException(
                "timm's tf_* networks pad as TensorFlow does, more on the right and below than on the left and above, with epsilon 1e-3. " +
                $"{spec.Name} pads evenly, so their weights would give wrong answers. Use timm's networks without tf_ or torchvision's weights."),
            (_, NetworkFamily.EfficientNetLite or NetworkFamily.MobileNetV1) => throw new NotSupportedException(
                $"{spec.Name} can only be read and written under timm's names; torchvision has no such network."),
            (_, NetworkFamily.Vgg) => TorchvisionNames.Vgg(spec),
            _ => TorchvisionNames.Mobile(spec, family),
        };
        Dictionary<string, string> map = modules.ToDictionary(m => m.Own, m => m.Foreign);
        string? pixelwise = naming == ForeignNaming.Timm ? TimmNames.PixelwiseLayer(spec)?.Prefix : null;
        return [.. spec.Weights.Select(w => new ForeignTensor(w, Rename(w.Name, map), w.Name == $"{pixelwise}.weight"))];
    }

    /// <summary>The blocks with their stage and their position within it, both from 0.</summary>
    internal static IEnumerable<(LayerPlan Plan, DsBlockSpec Block, int Stage, int Index)> Blocks(ModelSpec spec)
    {
        LayerPlan[] plans = [.. spec.Plan.Layers.Where(plan => plan.Spec is DsBlockSpec)];
        DsBlockSpec[] blocks = [.. plans.Select(plan => (DsBlockSpec)plan.Spec)];
        DsBlockSpec[] staged = _mobileNetV3.FirstOrDefault(published => IsNarrowed(published, blocks)) ?? blocks;
        int stage = -1;
        int index = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            bool continues = i > 0 && staged[i].Stride == 1 && staged[i].Kernel == staged[i - 1].Kernel && staged[i].OutChannels == staged[i - 1].OutChannels;
            stage += continues ? 0 : 1;
            index = continues ? index + 1 : 0;
            yield return (plans[i], blocks[i], stage, index);
        }
    }

    private static bool IsNarrowed(DsBlockSpec[] published, DsBlockSpec[] blocks) =>
        published.Select(Unscaled).SequenceEqual(blocks.Select(Unscaled));

    /// <summary>The properties of a block that do not depend on the width.</summary>
    private static (int Kernel, int Stride, Activation Activation, Activation? Gate) Unscaled(DsBlockSpec block) =>
        (block.Kernel, block.Stride, block.Activation, block.SqueezeExcite?.Gate);

    private static string Rename(string name, Dictionary<string, string> modules)
    {
        int dot = name.LastIndexOf('.');
        return modules[name[..dot]] + name[dot..];
    }
}
