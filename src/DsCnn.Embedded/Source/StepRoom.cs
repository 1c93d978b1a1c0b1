namespace DsCnn.Embedded;

/// <summary>The memory that a step uses in addition to its input and output.</summary>
/// <param name="Patch">The memory for gathered inputs, or null if they are read in place.</param>
/// <param name="Factors">The memory for the factors of its gate.</param>
/// <param name="Sums">The memory for sums of channels.</param>
/// <param name="Gate">Its gate.</param>
/// <param name="Residual">The map that it adds.</param>
internal sealed record StepRoom(long? Patch, long Factors, long Sums, RowPlace? Gate, RowPlace? Residual)
{
    /// <summary>The memory of the steps of a pass.</summary>
    internal static IReadOnlyList<StepRoom> Of(PlacedPass placed)
    {
        var rooms = new List<StepRoom>();
        long factors = placed.Factors;
        foreach (RowStep step in placed.Pass.Steps)
        {
            rooms.Add(new StepRoom(placed.Pass.NeedsPatch(step) ? placed.Patch : null, factors, placed.Sums, Whole(step.Gate), Whole(step.Residual)));
            if (step is { Scale: not null, IsInteger: true })
                factors += (long)step.Input.Channels * sizeof(int);
        }

        return rooms;

        RowPlace? Whole(StepMap? map) => map is null ? null : new RowPlace(map, placed.Others[map], map.Height);
    }
}
