using Module = (string Own, string Foreign);

namespace DsCnn.Interop;

/// <summary>The names of the modules in torchvision's networks.</summary>
internal static class TorchvisionNames
{
    /// <summary>EfficientNet, MobileNetV2 and MobileNetV3: features.0 is the stem, followed by stages or blocks, then the head.</summary>
    internal static IEnumerable<Module> Mobile(ModelSpec spec, NetworkFamily family)
    {
        // MobileNets number blocks, EfficientNets stages.
        int last = 0;
        foreach ((LayerPlan plan, DsBlockSpec block, int stage, int index) in ForeignNames.Blocks(spec))
        {
            last = family == NetworkFamily.EfficientNet ? stage + 1 : last + 1;
            IEnumerable<Module> modules = family switch
            {
                NetworkFamily.MobileNetV2 => InvertedResidual(plan.Prefix, block, $"features.{last}.conv"),
                NetworkFamily.MobileNetV3 => MbConv(plan.Prefix, block, $"features.{last}.block"),
                _ => MbConv(plan.Prefix, block, $"features.{last}.{index}.block"),
            };
            foreach (Module module in modules)
                yield return module;
        }

        LayerPlan[] convolutions = [.. spec.Plan.Layers.Where(p => p.Spec is ConvSpec)];
        foreach ((LayerPlan plan, int number) in convolutions.Zip([0, last + 1]))
        {
            yield return ($"{plan.Prefix}.conv", $"features.{number}.0");
            yield return ($"{plan.Prefix}.bn", $"features.{number}.1");
        }

        LayerPlan[] classifier = [.. spec.Plan.Layers.Where(p => p.Spec is FullyConnectedSpec)];
        int[] numbers = family == NetworkFamily.MobileNetV3 ? [0, 3] : [1];
        foreach ((LayerPlan plan, int number) in classifier.Zip(numbers))
            yield return (plan.Prefix, $"classifier.{number}");
    }

    /// <summary>VGG: two plain lists, in which activations, pools and dropouts are numbered too.</summary>
    internal static IEnumerable<Module> Vgg(ModelSpec spec)
    {
        int features = 0;
        int classifier = 0;
        foreach (LayerPlan plan in spec.Plan.Layers)
        {
            switch (plan.Spec)
            {
                case ConvSpec:
                    yield return ($"{plan.Prefix}.conv", $"features.{features}");
                    features += 2;
                    break;
                case MaxPoolSpec:
                    features++;
                    break;
                case FullyConnectedSpec layer:
                    yield return (plan.Prefix, $"classifier.{classifier}");
                    classifier += layer.Activation == Activation.None ? 1 : 2;
                    break;
                case DropoutSpec:
                    classifier++;
                    break;
            }
        }
    }

    private static IEnumerable<Module> MbConv(string own, DsBlockSpec block, string foreign)
    {
        int part = HiddenParts(block);
        int last = block.SqueezeExcite is null ? part : part + 1;
        return
        [
            .. Hidden(own, block, foreign),
            ($"{own}.se.reduce_conv", $"{foreign}.{part}.fc1"),
            ($"{own}.se.expand_conv", $"{foreign}.{part}.fc2"),
            ($"{own}.conv_2", $"{foreign}.{last}.0"),
            ($"{own}.bn_3", $"{foreign}.{last}.1"),
        ];
    }

    private static IEnumerable<Module> InvertedResidual(string own, DsBlockSpec block, string foreign)
    {
        int part = HiddenParts(block);
        return
        [
            .. Hidden(own, block, foreign),
            ($"{own}.conv_2", $"{foreign}.{part}"),
            ($"{own}.bn_3", $"{foreign}.{part + 1}"),
        ];
    }

    /// <summary>How many numbered parts the expansion, if there is one, and the depthwise convolution take.</summary>
    private static int HiddenParts(DsBlockSpec block) => block.Conv1Filters is null ? 1 : 2;

    private static IEnumerable<Module> Hidden(string own, DsBlockSpec block, string foreign)
    {
        if (block.Conv1Filters is not null)
        {
            yield return ($"{own}.conv_1", $"{foreign}.0.0");
            yield return ($"{own}.bn_1", $"{foreign}.0.1");
        }

        int depthwise = HiddenParts(block) - 1;
        yield return ($"{own}.depthwise", $"{foreign}.{depthwise}.0");
        yield return ($"{own}.bn_2", $"{foreign}.{depthwise}.1");
    }
}
