using System.Collections.Immutable;

namespace DsCnn.Cost;

/// <summary>Finds the moment of inference at which most numbers are alive at once.</summary>
/// <remarks>
/// Operations run one after the other in the spec's order. One reads its inputs and writes its output, so all of these are alive with it,
/// and whatever a later operation still reads: a residual's input, the features that an SE gate will scale. Batch norm, activations,
/// scaling, adding and heads work in place where nobody else still reads their input, as inference engines do it.
/// </remarks>
internal static class ActivationMemory
{
    /// <summary>The most elements alive at once, for one image, over operations that follow each other.</summary>
    /// <param name="first">What the first of them reads.</param>
    /// <param name="operations">All that read it, or what comes of it.</param>
    internal static long PeakElements(PlanValue first, ImmutableArray<Operation> operations)
    {
        // By place after the first value; the last value is read by nobody here, and ends the way.
        int[] lastUse = new int[operations.Length + 1];
        foreach ((int index, Operation operation) in operations.Index())
        {
            foreach (PlanValue source in operation.Inputs)
                lastUse[PlaceOf(source)] = index + 1;
        }

        long alive = first.Shape.LongElements;
        long peak = alive;
        foreach ((int index, Operation operation) in operations.Index())
        {
            IEnumerable<PlanValue> ends = operation.Inputs.Distinct().Where(source => lastUse[PlaceOf(source)] == index + 1);
            long own = operation.Output.Shape.LongElements;
            bool inPlace = operation.WorksInPlace && ends.Any(source => source.Shape.LongElements == own);
            alive = checked(alive + own);
            peak = Math.Max(peak, inPlace ? alive - own : alive);
            alive -= ends.Sum(source => source.Shape.LongElements);
        }

        return peak;

        int PlaceOf(PlanValue value) => value.Index - first.Index;
    }
}
