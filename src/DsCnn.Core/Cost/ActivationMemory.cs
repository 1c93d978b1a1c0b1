using System.Collections.Immutable;

namespace DsCnn.Cost;

/// <summary>Finds the moment of inference at which the most numbers are alive at once.</summary>
/// <remarks>
/// Operations run one after another in the spec's order. While an operation runs, its inputs and its output are alive,
/// as is everything that a later operation still reads: a residual's input, the features that an SE gate will scale. Batch norm, activations,
/// scaling, adding and heads work in place if no other operation still reads their input, as they do in inference engines.
/// </remarks>
internal static class ActivationMemory
{
    /// <summary>The maximum number of elements alive at once, for one image, over consecutive operations.</summary>
    /// <param name="first">The input of the first operation.</param>
    /// <param name="operations">All operations that depend on it.</param>
    internal static long PeakElements(PlanValue first, ImmutableArray<Operation> operations)
    {
        // Indexed by the position after the first value; nothing here reads the last value.
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
