namespace DsCnn;

/// <summary>Finds the moment of inference at which most numbers are alive at once.</summary>
/// <remarks>
/// Operations run one after the other in the spec's order. One reads its inputs and writes its output, so all of these are alive with it,
/// and whatever a later operation still reads: a residual's input, the features that an SE gate will scale. Batch norm, activations,
/// scaling, adding and heads work in place where nobody else still reads their input, as inference engines do it.
/// </remarks>
internal static class ActivationMemory
{
    /// <summary>The most elements alive at once, for one image, over all operations of layers that follow each other.</summary>
    internal static long PeakElements(TensorShape image, IEnumerable<LayerPlan> plans)
    {
        List<Step> steps = Flatten(image, plans);
        int[] lastUse = new int[steps.Count];
        foreach ((int index, Step step) in steps.Index())
        {
            foreach (int source in step.Sources)
                lastUse[source] = index;
        }

        long peak = 0;
        long alive = 0;
        foreach ((int index, Step step) in steps.Index())
        {
            bool inPlace = step.WorksInPlace && step.Sources.Any(s => lastUse[s] == index && steps[s].Elements == step.Elements);
            alive = checked(alive + step.Elements);
            peak = Math.Max(peak, inPlace ? alive - step.Elements : alive);
            alive -= step.Sources.Distinct().Where(s => lastUse[s] == index).Sum(s => steps[s].Elements);
        }

        return peak;
    }

    /// <summary>All operations as one list, the image first; sources are positions in it.</summary>
    private static List<Step> Flatten(TensorShape image, IEnumerable<LayerPlan> plans)
    {
        var steps = new List<Step> { new(image.Elements, [], WorksInPlace: false) };
        foreach (LayerPlan plan in plans)
        {
            int layerInput = steps.Count - 1;
            foreach (Operation operation in plan.Operations)
            {
                steps.Add(new Step(
                    operation.Output.Elements,
                    [.. operation.Inputs.Select(i => i == OperationGraph.LayerInput ? layerInput : layerInput + 1 + i)],
                    operation.WorksInPlace));
            }
        }

        return steps;
    }

    private sealed record Step(long Elements, int[] Sources, bool WorksInPlace);
}
