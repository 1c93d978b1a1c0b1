namespace DsCnn.Budgeting;

/// <summary>Computes the costs of networks that share most of their layers, counting each distinct layer once.</summary>
internal sealed class LayerTotals
{
    /// <summary>Beyond this many MACs or bytes, <see cref="ModelCost"/> may refuse to count.</summary>
    private const long Countable = 1L << 60;

    private readonly Dictionary<(LayerSpec Layer, TensorShape Input), (ModelTotals Totals, TensorShape Output)> _known = [];

    /// <summary>The same as <see cref="ModelSpec.Cost"/> of these layers, or null if they don't form a valid model.</summary>
    internal ModelTotals? Count(InputSpec images, IEnumerable<LayerSpec> layers)
    {
        try
        {
            TensorShape shape = images.Shape;
            ModelTotals sum = default;
            foreach (LayerSpec layer in layers)
            {
                if (!_known.TryGetValue((layer, shape), out (ModelTotals Totals, TensorShape Output) known))
                {
                    var plan = new LayerPlan(layer, shape);
                    known = (ModelTotals.Of(plan), plan.Output.Shape);
                    _known.Add((layer, shape), known);
                }

                sum = sum.Then(known.Totals);
                shape = known.Output;
            }

            return Math.Max(sum.Macs, sum.WeightBytes) <= Countable ? sum : null;
        }
        catch (Exception impossible) when (impossible is InvalidSpecException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Forgets the layers, before counting networks that share none of them.</summary>
    internal void Clear() => _known.Clear();
}
