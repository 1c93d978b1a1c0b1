namespace DsCnn.Budgeting;

/// <summary>The quantities that a <see cref="Budget"/> limits, for one model or one layer.</summary>
internal readonly record struct ModelTotals(long Parameters, long Macs, long PeakActivationBytes, long WeightBytes)
{
    internal static ModelTotals Of(ModelCost cost) => new(cost.Parameters, cost.Macs, cost.PeakActivationBytes, cost.Float32Bytes);

    internal static ModelTotals Of(LayerPlan plan)
    {
        LayerCost cost = ModelCost.Of(plan);
        return new ModelTotals(
            cost.Parameters,
            cost.Macs,
            checked(sizeof(float) * ActivationMemory.PeakElements(plan.Input, plan.Operations)),
            checked(sizeof(float) * plan.Weights.Sum(w => w.Elements)));
    }

    /// <summary>The totals of consecutive layers: only a layer's output outlives it, so peaks do not add up.</summary>
    internal ModelTotals Then(ModelTotals next) => new(
        checked(Parameters + next.Parameters),
        checked(Macs + next.Macs),
        Math.Max(PeakActivationBytes, next.PeakActivationBytes),
        checked(WeightBytes + next.WeightBytes));
}
