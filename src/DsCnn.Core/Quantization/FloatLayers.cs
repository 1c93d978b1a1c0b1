namespace DsCnn;

/// <summary>Takes layers out of a quantization.</summary>
internal static class FloatLayers
{
    internal static QuantizationSpec Remove(QuantizationSpec spec, ModelSpec network, HashSet<int> layers)
    {
        HashSet<string> values = [];
        HashSet<string> weights = [];

        // Whether the layer before works on bytes and so needs a byte at the border; dropout leaves nothing behind, and a head is never one of them.
        bool before = false;
        string border = OperationNames.Input;
        foreach (LayerPlan plan in network.Plans.Where(plan => plan.Operations.Count > 0))
        {
            bool here = !layers.Contains(plan.Index) && plan.Spec is not HeadSpec;
            if (before || here)
                values.Add(border);
            IReadOnlyList<string> own = OperationNames.ValuesOf(plan);
            if (here)
            {
                values.UnionWith(own);
                weights.UnionWith(plan.Weights.Select(weight => weight.Name));
            }

            border = OperationNames.OutputOf(plan);
            values.Remove(border);
            before = here;
        }

        if (before)
            values.Add(border);
        return spec with
        {
            Activations = [.. spec.Activations.Where(activation => values.Contains(activation.Name))],
            Weights = [.. spec.Weights.Where(weight => weights.Contains(weight.Name))],
        };
    }
}
