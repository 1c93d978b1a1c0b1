namespace DsCnn.Quantization;

/// <summary>Removes layers from a quantization.</summary>
internal static class FloatLayers
{
    internal static QuantizationSpec Remove(QuantizationSpec spec, ModelSpec network, HashSet<int> layers)
    {
        HashSet<string> values = [];
        HashSet<string> weights = [];

        // Whether the previous layer works on bytes and so needs a byte at the border; dropout produces no operation, and a head is never quantized.
        bool before = false;
        string border = network.Plan.Input.Name;
        foreach (LayerPlan plan in network.Plan.Layers.Where(layer => layer.Operations.Length > 0))
        {
            bool here = !layers.Contains(plan.Index) && plan.Spec is not HeadSpec;
            if (before || here)
                values.Add(border);
            if (here)
            {
                values.UnionWith(QuantizationPlacement.NamesOf(plan.Operations));
                weights.UnionWith(plan.Weights.Select(weight => weight.Name));
            }

            border = plan.Output.Name;
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
