namespace DsCnn.Embedded;

/// <summary>What a step reads and uses beside its input and output.</summary>
/// <param name="Patch">Where inputs are brought together, or null where they are read where they lie.</param>
/// <param name="Factors">Where the factors of its gate go.</param>
/// <param name="Sums">Where sums of channels go.</param>
/// <param name="Gate">Its gate.</param>
/// <param name="Residual">What it adds.</param>
internal sealed record StepRoom(long? Patch, long Factors, long Sums, RowPlace? Gate, RowPlace? Residual)
{
    /// <summary>The rooms of a pass's steps.</summary>
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
